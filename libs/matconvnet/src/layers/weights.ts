import { toTensor, type MatNumeric, type MatValue } from '@gender/mat';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import type { LayerFields } from '../layer-fields.js';

/**
 * An array of weights as 32-bit floats in row-major order.
 *
 * @param shape - as the network has it, of as many elements
 * @throws MatConvNetError when they are no real numbers.
 */
export function weightsOf(
  fields: LayerFields,
  value: MatValue,
  shape: readonly number[],
): Float32Tensor {
  if (value.kind === 'numeric' && value.imaginary === undefined) {
    return toFloat32Tensor(value, shape);
  }
  throw fields.fail(`has weights that are no real numbers but ${value.kind}`);
}

/** The same of filters; those that were left in the file become a tensor of their shape without elements. */
export function kernelOf(
  fields: LayerFields,
  value: MatValue,
  shape: readonly number[],
): Float32Tensor {
  if (value.kind !== 'skipped') return weightsOf(fields, value, shape);
  return { dtype: 'float32', shape, data: new Float32Array(0) };
}

/** The shape of filters with all four axes: MATLAB drops axes of length 1 at the end. */
export function filterShape(
  fields: LayerFields,
  { shape }: MatValue,
): readonly [number, number, number, number] {
  const [height = 1, width = 1, third = 1, fourth = 1, ...more] = shape;
  if (more.length > 0) throw fields.fail(`has filters with ${shape.length} axes; expected 4`);
  return [height, width, third, fourth];
}

/**
 * One number for each channel, stored as a column, a row, or along another axis.
 *
 * @param what - the numbers and what they belong to, for messages: `['biases', 'filters']`
 */
export function channelWeights(
  fields: LayerFields,
  [what, owners]: readonly [string, string],
  value: MatValue,
  channels: number,
): Float32Tensor {
  const count = elementCount(value.shape);
  if (count !== channels) {
    throw fields.fail(`has ${channels} ${owners} but ${count} ${what}`);
  }
  return weightsOf(fields, value, [channels]);
}

/** A real array as 32-bit floats in row-major order. */
export function toFloat32Tensor(value: MatNumeric, shape: readonly number[]): Float32Tensor {
  const { data } = toTensor(value, shape);
  const floats =
    data instanceof Float32Array ? data : Float32Array.from<number | bigint>(data, Number);
  return tensor('float32', shape, floats);
}
