import { required } from '@gender/core';
import { tensor, type Float32Tensor, type Tensor } from '@gender/tensor';
import type { QuantizedRange } from './quantization.js';

/** What the levels of an activation stand for: `value = scale · (level − zeroPoint)`. */
export interface Levels {
  /** Above 0, a float32. */
  readonly scale: number;
  /** 0 to 255. */
  readonly zeroPoint: number;
}

/** Ranges narrower than this hold nothing but zeros and noise of denormal numbers. */
const NARROWEST_RANGE = 1e-20;

/** Spreads the 256 levels over an interval, so that zero is one of them (as ONNX' `DynamicQuantizeLinear`). */
export function levelsOf({ min, max }: QuantizedRange): Levels {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  if (high - low < NARROWEST_RANGE) return { scale: 1, zeroPoint: 0 };
  const scale = Math.fround((high - low) / 255);
  return { scale, zeroPoint: Math.min(255, roundHalfEven(0 - low / scale)) };
}

/** The weights of a convolution in integers. */
export interface QuantizedKernel {
  /** The shape of the kernel in float32, `(height, width, inputChannels / groups, filters)`. */
  readonly kernel: Tensor<'int8'>;
  /** What one level of a filter's weights stands for, `(filters,)`. */
  readonly scales: Float32Tensor;
  /** `(filters,)`, in units of the input's scale times the filter's. */
  readonly bias: Tensor<'int32'>;
}

/** Keeps biases well inside 32 bits: half of them are left to the sum of products. */
const LARGEST_BIAS = 2 ** 30;

/**
 * Quantises weights symmetrically, each filter by its own largest value.
 *
 * @param kernel - `(height, width, inputChannels / groups, filters)`
 * @param bias - `(filters,)`; absent means 0
 * @param inputScale - that of the activation which the convolution reads
 * @param bits - 7 uses −63 to 63, 8 uses −127 to 127
 */
export function quantizeKernel(
  { shape, data }: Float32Tensor,
  bias: Float32Tensor | undefined,
  inputScale: number,
  bits: 7 | 8,
): QuantizedKernel {
  const filters = required(shape.at(-1), 'the number of filters');
  const largest = new Float32Array(filters);
  data.forEach((weight, index) => {
    const filter = index % filters;
    largest[filter] = Math.max(largest[filter] ?? 0, Math.abs(weight));
  });
  const biases = bias === undefined ? new Float32Array(filters) : bias.data;
  const steps = 2 ** (bits - 1) - 1;
  const scales = largest.map((weight, filter) => {
    const scale = weight / steps;
    const least = Math.abs(biases[filter] ?? 0) / (inputScale * LARGEST_BIAS);
    return Math.max(scale, least) || 1;
  });
  const scaleOf = (filter: number): number => required(scales[filter], `filter ${filter}`);
  const levels = new Int8Array(data.length);
  data.forEach((weight, index) => {
    const level = roundHalfEven(weight / scaleOf(index % filters));
    levels[index] = Math.max(-steps, Math.min(steps, level));
  });
  const sums = Int32Array.from(biases, (value, filter) =>
    roundHalfEven(value / (inputScale * scaleOf(filter))),
  );
  return {
    kernel: tensor('int8', shape, levels),
    scales: tensor('float32', [filters], scales),
    bias: tensor('int32', [filters], sums),
  };
}

/** The nearest whole number, the even one of two as near, as IEEE 754 and ONNX round. */
export function roundHalfEven(value: number): number {
  const nearest = Math.round(value);
  return nearest - value === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}
