import type { Conv2dLayer, Layer } from '@gender/network';
import { INPUT } from './input-shape.js';
import type { NetworkBuilder } from './network-builder.js';

/**
 * Where the top of a network begins: its first fully connected layer, that is a convolution whose
 * filters cover the whole feature map without padding, and past which nothing that follows reads.
 *
 * @returns that layer, or `undefined`
 */
export function topOf(builder: NetworkBuilder): Conv2dLayer | undefined {
  const earliest = earliestReads(builder.layers);
  for (const [index, layer] of builder.layers.entries()) {
    const [input = INPUT] = layer.inputs;
    if (layer.type !== 'conv2d' || input === INPUT) continue;
    const isPassage = (earliest[index + 1] ?? index) >= index;
    if (isPassage && coversMap(layer, builder.mapShape(input))) return layer;
  }
  return undefined;
}

/** For each place the first layer that anything from there on reads; −1 is the input. */
function earliestReads(layers: readonly Layer[]): number[] {
  const places = new Map(layers.map(({ name }, index) => [name, index]));
  const earliest: number[] = [];
  let first = Infinity;
  for (const [index, { inputs }] of [...layers.entries()].reverse()) {
    first = inputs.reduce((least, input) => Math.min(least, places.get(input) ?? -1), first);
    earliest[index] = first;
  }
  return earliest;
}

function coversMap(layer: Conv2dLayer, [height, width]: readonly number[]): boolean {
  const [kernelHeight, kernelWidth] = layer.kernel.shape;
  const unpadded = layer.padding.every((side) => side === 0);
  return unpadded && kernelHeight === height && kernelWidth === width;
}
