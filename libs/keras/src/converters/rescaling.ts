import { required } from '@gender/core';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import type { DecodeContext } from '../decode/decode-context.js';
import { alongAxes } from './along-axes.js';
import { axes } from './config-fields.js';
import { one, type LayerConverter } from './layer-converter.js';

/** One number, or one for each channel. */
export type Numbers = number | readonly number[];

/** Numbers along the last axis: other axes may be there with the length 1; also as Keras serialises arrays. */
const list: z.ZodType<number[]> = z.lazy(() =>
  z.union([
    z.array(z.number()).min(1),
    z.tuple([list]).transform(([only]) => only),
    z
      .object({ class_name: z.string(), config: z.object({ value: list }) })
      .transform(({ config }) => config.value),
  ]),
);

export const numbers = z.union([z.number(), list]);

const rescalingConfig = z.object({ scale: numbers, offset: numbers.default(0) });

const normalizationConfig = z.object({
  /** Without axes, one number for all values. */
  axis: axes.nullable().default([-1]),
  mean: numbers.nullish(),
  variance: numbers.nullish(),
  invert: z.boolean().default(false),
});

/** What the square root of a variance is at least: Keras' epsilon. */
const SMALLEST_DEVIATION = 1e-7;

export const rescaling: LayerConverter<'rescaling'> = {
  encode: ({ scale, offset }) => one('Rescaling', { scale, offset }),
  decode: {
    Rescaling: (layer) => {
      const { scale, offset } = layer.parse(rescalingConfig);
      return emitRescaling(layer, scale, offset);
    },
    Normalization: decodeNormalization,
  },
};

/** `scale · x + offset`, with one of each or one for each channel. */
export function emitRescaling(
  layer: DecodeContext,
  scale: Numbers,
  offset: Numbers,
  input = layer.input,
): string {
  const { name } = layer.entry;
  if (typeof scale === 'number' && typeof offset === 'number') {
    return layer.emit({ type: 'rescaling', scale, offset }, name, [input]);
  }
  const channels = required(layer.builder.shapeOf(input).at(-1), `the channels of "${input}"`);
  const ofEach = (value: Numbers): Float32Tensor => toWeights(layer, value, channels);
  return layer.emit(
    {
      type: 'batchNormalization',
      epsilon: 0,
      gamma: ofEach(scale),
      beta: ofEach(offset),
      mean: ofEach(0),
      variance: ofEach(1),
    },
    name,
    [input],
  );
}

/** `(x − mean) / √variance` with the statistics of a dataset, in the options or adapted to it. */
function decodeNormalization(layer: DecodeContext): string {
  const { axis, mean, variance, invert } = layer.parse(normalizationConfig);
  const means = mean ?? [...layer.weight('mean', 'any').data];
  const variances = variance ?? [...layer.weight('variance', 'any').data];
  const deviations = each(variances, (value) => Math.max(Math.sqrt(value), SMALLEST_DEVIATION));
  const own = axis === null || axis.length === 0 ? [-1] : axis;
  return alongAxes(layer, own, (input, name) => {
    const channels = required(layer.builder.shapeOf(input).at(-1), `the channels of "${input}"`);
    const ofEach = (value: Numbers): Float32Tensor => toWeights(layer, value, channels);
    const statistics = invert
      ? { mean: ofEach(0), variance: ofEach(1), gamma: ofEach(deviations), beta: ofEach(means) }
      : { mean: ofEach(means), variance: ofEach(each(deviations, (value) => value ** 2)) };
    return layer.emit({ type: 'batchNormalization', epsilon: 0, ...statistics }, name, [input]);
  });
}

function each(values: Numbers, make: (value: number) => number): Numbers {
  return typeof values === 'number' ? make(values) : values.map(make);
}

function toWeights(layer: DecodeContext, values: Numbers, channels: number): Float32Tensor {
  const all = typeof values === 'number' ? [values] : values;
  const data =
    all.length === 1
      ? new Float32Array(channels).fill(required(all[0], 'a number'))
      : Float32Array.from(all);
  if (data.length === channels) return tensor('float32', [channels], data);
  throw layer.unsupported(
    `${all.length} numbers for ${channels} channels of shape (${layer.inputShape.join(', ')}), ${elementCount(layer.inputShape)} values`,
  );
}
