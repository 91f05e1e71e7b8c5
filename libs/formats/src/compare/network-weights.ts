import { compareCodePoints } from '@gender/core';
import { layerWeights, type Layer, type Network } from '@gender/network';
import { placeLayers } from './place-layers.js';
import type { WeightedLayer } from './weighted-layer.js';

/** The layers of a network as they are compared. */
export function networkWeights({ layers }: Network): WeightedLayer[] {
  return placeLayers(
    layers.map((layer) => ({
      name: layer.name,
      type: layer.type,
      inputs: layer.inputs,
      settings: settingsOf(layer),
      weights: layerWeights(layer).map(({ name, tensor }) => ({ ...tensor, name })),
    })),
  );
}

/** How a layer is set: strides, padding and the like. */
function settingsOf(layer: Layer): string {
  const others = new Set<string>([
    'name',
    'inputs',
    ...layerWeights(layer).map(({ name }) => name),
  ]);
  const settings = Object.entries(layer)
    .filter(([key, value]) => value !== undefined && !others.has(key))
    .sort(([one], [other]) => compareCodePoints(one, other));
  return JSON.stringify(settings);
}
