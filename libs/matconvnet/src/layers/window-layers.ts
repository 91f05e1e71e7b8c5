import type { MatValue } from '@gender/mat';
import type { Float32Tensor } from '@gender/tensor';
import { isEmpty } from '../layer-fields.js';
import type { LayerContext } from './layer-context.js';
import { channelWeights, filterShape, kernelOf } from './weights.js';

/**
 * A convolution. What MatConvNet computes is a cross-correlation, as in other frameworks; kernels
 * lie as `(height, width, inputs, filters)`. Groups follow from the channels that a filter reads.
 */
export function convertConvolution(layer: LayerContext): string {
  const { fields } = layer;
  const filters = filtersOf(layer);
  const shape = filterShape(fields, filters);
  const [, , inputs, outputs] = shape;
  const [, , channels] = layer.mapShape();
  if (channels % inputs !== 0) {
    throw fields.fail(`has filters for ${inputs} channels, but reads ${channels}`);
  }
  return layer.add({
    type: 'conv2d',
    strides: fields.pair('stride', 1),
    padding: fields.padding('pad'),
    dilation: fields.pair('dilate', 1),
    groups: channels / inputs,
    kernel: kernelOf(fields, filters, shape),
    bias: biasOf(layer, outputs),
  });
}

/**
 * A transposed convolution; kernels lie as `(height, width, filters of a group, inputs)`, which is
 * the order of `ConvTranspose2dLayer`.
 */
export function convertTransposedConvolution(layer: LayerContext): string {
  const { fields } = layer;
  const filters = filtersOf(layer);
  const shape = filterShape(fields, filters);
  const groups = fields.count(fields.value('numgroups') ? 'numgroups' : 'numGroups', 1);
  return layer.add({
    type: 'convTranspose2d',
    strides: fields.pair('upsample', 1),
    cropping: fields.padding('crop'),
    groups,
    kernel: kernelOf(fields, filters, shape),
    bias: biasOf(layer, shape[2] * groups),
  });
}

function filtersOf({ fields, weights: [filters] }: LayerContext): MatValue {
  if (!isEmpty(filters)) return filters;
  throw fields.fail('has no filters in "weights" or "filters"');
}

function biasOf(
  { fields, weights: [, biases] }: LayerContext,
  outputs: number,
): Float32Tensor | undefined {
  if (isEmpty(biases) || !fields.flag('hasBias', true)) return undefined;
  return channelWeights(fields, ['biases', 'filters'], biases, outputs);
}

/** The mean of a window leaves padding out, as MatConvNet computes it. */
export function convertPooling(layer: LayerContext): string {
  const { fields } = layer;
  return layer.add({
    type: poolType(layer, 'max'),
    poolSize: fields.pair(fields.value('pool') ? 'pool' : 'poolSize', 1),
    strides: fields.pair('stride', 1),
    padding: fields.padding('pad'),
  });
}

/** One window over the whole map, which stays a map of one row and one column. */
export function convertGlobalPooling(layer: LayerContext): string {
  const [height, width] = layer.mapShape();
  return layer.add({
    type: poolType(layer, 'avg'),
    poolSize: [height, width],
    strides: [1, 1],
    padding: [0, 0, 0, 0],
  });
}

function poolType({ fields }: LayerContext, fallback: string): 'maxPool' | 'averagePool' {
  const method = fields.text('method', fallback);
  if (method === 'max') return 'maxPool';
  if (method === 'avg') return 'averagePool';
  throw fields.fail(`has the pooling method "${method}"; known are max and avg`);
}
