import { uniqueName } from '@gender/core';
import type { Weight, WeightedLayer } from './weighted-layer.js';

/** A layer, or an operator, as its file has it. */
export interface StoredLayer {
  /** By which others read it. */
  readonly name: string;
  readonly type: string;
  /** The layers that it reads, or inputs of the whole. */
  readonly inputs: readonly string[];
  /** Everything else but the weights that must be equal, as a text. */
  readonly settings: string;
  readonly weights: readonly Weight[];
}

/** What stands for an input of the whole, whatever its name. */
const INPUT = 'input';

/**
 * Gives layers names under which they are found in another file. Formats keep the names of layers
 * with weights, but Keras names activations after the layers they follow: a layer without weights
 * is known by where it stands, `conv1_1/relu` being the first ReLU behind `conv1_1`.
 *
 * @param layers - each after those that it reads
 */
export function placeLayers(layers: readonly StoredLayer[]): WeightedLayer[] {
  const places = new Map<string, string>();
  const anchors = new Map<string, string>();
  const taken = new Set([INPUT, ...layers.filter(hasWeights).map(({ name }) => name)]);
  return layers.map((layer) => {
    const { name, type, inputs, settings, weights } = layer;
    const [first] = inputs;
    const before = first === undefined ? undefined : anchors.get(first);
    const anchor = hasWeights(layer) ? name : (before ?? INPUT);
    const place = hasWeights(layer)
      ? name
      : uniqueName(`${anchor}/${type}`, (wanted) => taken.has(wanted), 2);
    const reads = inputs.map((input) => places.get(input) ?? INPUT);
    taken.add(place);
    anchors.set(name, anchor);
    places.set(name, place);
    return { name: place, type, settings: `${settings} of ${reads.join(', ')}`, weights };
  });
}

function hasWeights({ weights }: StoredLayer): boolean {
  return weights.length > 0;
}
