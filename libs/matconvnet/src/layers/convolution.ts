import type { MatValue } from '@gender/mat';
import type { Float32Tensor } from '@gender/tensor';
import type { LayerContext } from '../layer-context.js';
import { isEmpty } from '../layer-fields.js';
import { channelWeights, filterShape, weightsOf } from '../weights.js';

/**
 * A convolution. What MatConvNet computes is a cross-correlation, as in other frameworks; kernels
 * lie as `(height, width, inputs, filters)`. Groups follow from the channels that a filter reads.
 */
export function convertConvolution(layer: LayerContext): string {
  const { fields, builder } = layer;
  const filters = filtersOf(layer);
  const shape = filterShape(fields, filters);
  const [, , inputs, outputs] = shape;
  const [, , channels] = builder.mapShape(layer.input);
  if (channels % inputs !== 0) {
    throw fields.fail(`has filters for ${inputs} channels, but reads ${channels}`);
  }
  return builder.add({
    ...layer.base(),
    type: 'conv2d',
    strides: fields.pair('stride', 1),
    padding: fields.padding('pad'),
    dilation: fields.pair('dilate', 1),
    groups: channels / inputs,
    kernel: weightsOf(fields, filters, shape),
    bias: biasOf(layer, outputs),
  });
}

/**
 * A transposed convolution; kernels lie as `(height, width, filters of a group, inputs)`, which is
 * the order of `ConvTranspose2dLayer`.
 */
export function convertTransposedConvolution(layer: LayerContext): string {
  const { fields, builder } = layer;
  const filters = filtersOf(layer);
  const shape = filterShape(fields, filters);
  const groups = fields.count(fields.value('numgroups') ? 'numgroups' : 'numGroups', 1);
  return builder.add({
    ...layer.base(),
    type: 'convTranspose2d',
    strides: fields.pair('upsample', 1),
    cropping: fields.padding('crop'),
    groups,
    kernel: weightsOf(fields, filters, shape),
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
