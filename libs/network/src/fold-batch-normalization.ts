import { required } from '@gender/core';
import { tensor, type Float32Tensor } from '@gender/tensor';
import type { ConvTranspose2dLayer } from './layers/conv-transpose2d.js';
import type { Conv2dLayer } from './layers/conv2d.js';
import type { DenseLayer } from './layers/dense.js';
import type { Layer } from './layers/layer-types.js';
import type { BatchNormalizationLayer } from './layers/normalization.js';
import { firstInput } from './layer-rules.js';
import type { Network } from './network.js';

/** A layer whose result is linear in its kernel. */
type LinearLayer = Conv2dLayer | ConvTranspose2dLayer | DenseLayer;

/**
 * The same function with fewer layers: every batch normalisation that alone reads a convolution, a
 * transposed one, or a dense layer becomes part of its kernel and bias. The layer keeps its name,
 * and those that read the normalisation read it. Others stay as they are.
 *
 * Computed in float64, stored in float32; the network that is given stays unchanged.
 */
export function foldBatchNormalization(network: Network): Network {
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const readers = countReaders(network);
  const renamed = new Map<string, string>();
  const current = (name: string): string => renamed.get(name) ?? name;
  for (const layer of network.layers) {
    if (layer.type !== 'batchNormalization') continue;
    const input = current(firstInput(layer));
    const before = layers.get(input);
    if (before === undefined || !isLinear(before) || readers.get(input) !== 1) continue;
    layers.set(input, foldInto(before, layer));
    layers.delete(layer.name);
    renamed.set(layer.name, input);
    readers.set(input, readers.get(layer.name) ?? 0);
  }
  return {
    ...network,
    layers: [...layers.values()].map((each) => ({ ...each, inputs: each.inputs.map(current) })),
    output: current(network.output),
  };
}

/** How often each activation is read; being the output counts. */
function countReaders({ layers, output }: Network): Map<string, number> {
  const readers = new Map<string, number>();
  for (const name of [...layers.flatMap(({ inputs }) => inputs), output]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}

function isLinear(layer: Layer): layer is LinearLayer {
  return layer.type === 'conv2d' || layer.type === 'convTranspose2d' || layer.type === 'dense';
}

/** `gamma · (kernel · x + bias − mean) / √(variance + epsilon) + beta` as one kernel and one bias. */
function foldInto<L extends LinearLayer>(layer: L, normalization: BatchNormalizationLayer): L {
  const { gamma, beta, mean, variance, epsilon } = normalization;
  const at = (weights: Float32Tensor | undefined, channel: number, absent: number): number =>
    weights ? required(weights.data[channel], `channel ${channel}`) : absent;
  const scale = Float64Array.from(
    variance.data,
    (value, channel) => at(gamma, channel, 1) / Math.sqrt(value + epsilon),
  );
  const bias = Float32Array.from(
    scale,
    (factor, channel) =>
      (at(layer.bias, channel, 0) - at(mean, channel, 0)) * factor + at(beta, channel, 0),
  );
  return {
    ...layer,
    kernel: scaleFilters(layer, scale),
    bias: tensor('float32', [bias.length], bias),
  };
}

function scaleFilters(layer: LinearLayer, scale: Float64Array): Float32Tensor {
  const { shape, data } = layer.kernel;
  const filterAt = filterIndex(layer);
  const scaled = data.map((value, index) => value * required(scale[filterAt(index)], 'a filter'));
  return tensor('float32', shape, scaled);
}

/** Tells for the index of an element of the kernel to which filter it belongs. */
function filterIndex(layer: LinearLayer): (element: number) => number {
  const [last = 1, filters = 1] = layer.kernel.shape.toReversed();
  if (layer.type !== 'convTranspose2d') return (element) => element % last;
  // The last axis holds the inputs of all groups; a group has `filters` filters of its own.
  const inputsOfGroup = last / layer.groups;
  return (element) => {
    const group = Math.floor((element % last) / inputsOfGroup);
    return group * filters + (Math.floor(element / last) % filters);
  };
}
