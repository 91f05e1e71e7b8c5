import { required } from '@gender/core';
import {
  conv2d,
  type NetworkBuilder,
  type Normalization,
  type Padding,
  type Pair,
} from '@gender/network';
import { tensor } from '@gender/tensor';
import type { WeightTaker } from './weight-taker.js';

/** A 3×3 filter for each channel, then a 1×1 convolution. */
export interface SeparableConvolution {
  /** Of the second layer; the first is called `<name>_depthwise`. */
  readonly name: string;
  /** What the names of its weights begin with. */
  readonly weight: string;
  readonly filters: number;
  readonly strides: Pair;
  readonly padding: Padding;
}

/** Adds a separable convolution behind the last layer (Chollet 2017), and returns its name. */
export function addSeparable(
  builder: NetworkBuilder,
  weights: WeightTaker,
  { name, weight, filters, strides, padding }: SeparableConvolution,
): string {
  const channels = required(builder.shapeOf(builder.output)[2], `the channels before ${name}`);
  // A kernel (3, 3, channels, 1) has its values in the order of one (3, 3, 1, channels).
  const { data } = weights.take(`${weight}/depthwise_filter`, [3, 3, channels, 1]);
  const kernel = tensor('float32', [3, 3, 1, channels], data);
  const options = { kernel, strides, padding, groups: channels };
  builder.add(conv2d(`${name}_depthwise`, builder.output, options));
  const shape = [1, 1, channels, filters] as const;
  const pointwise = weights.biased(weight, `${weight}/pointwise_filter`, shape);
  return builder.add(conv2d(name, builder.output, pointwise));
}

/** `(x − mean) / 255`, RGB. */
export function meanOver255(mean: readonly number[]): Normalization {
  return {
    mean: tensor('float32', [mean.length], Float32Array.from(mean)),
    scale: tensor(
      'float32',
      [mean.length],
      Float32Array.from(mean, () => 1 / 255),
    ),
    interpolation: 'bilinear',
  };
}
