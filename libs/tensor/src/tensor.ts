import { required } from '@gender/core';
import { zeros, type DType, type TypedArrays } from './dtype.js';
import { TensorError } from './tensor-error.js';

/** A dense array in row-major (C) order: the last axis varies fastest. */
export interface Tensor<D extends DType = DType> {
  readonly dtype: D;
  /** The length of each axis; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** The elements; `data.length` is the product of `shape`. */
  readonly data: TypedArrays[D];
}

/** A tensor of 32-bit floats, the type of weights, features and activations. */
export type Float32Tensor = Tensor<'float32'>;

/**
 * Makes a tensor over existing elements, without copying them.
 *
 * @throws TensorError when the shape is not one of whole lengths or does not fit the number of elements.
 */
export function tensor<D extends DType>(
  dtype: D,
  shape: readonly number[],
  data: TypedArrays[D],
): Tensor<D> {
  checkLengths(shape);
  const size = elementCount(shape);
  if (data.length !== size) {
    throw new TensorError(
      'TENSOR_SHAPE',
      `shape ${formatShape(shape)} needs ${size} elements, but there are ${data.length}`,
    );
  }
  return { dtype, shape, data };
}

/**
 * A tensor of zeros.
 *
 * @throws TensorError when the shape is not one of whole lengths.
 */
export function zeroTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
  checkLengths(shape);
  return { dtype, shape, data: zeros(dtype, elementCount(shape)) };
}

/** Whether the elements are of the given dtype. */
export function hasDType<D extends DType>(source: Tensor, dtype: D): source is Tensor<D> {
  return source.dtype === dtype;
}

/** The product of a shape: how many elements it holds. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A shape as NumPy prints it: `(3, 64, 64)`, `(5,)`, `()`. */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/**
 * The same elements with their axes in another order, as NumPy's `transpose`.
 *
 * @param axes - for each axis of the result, the axis of `source` that it comes from
 * @throws TensorError when `axes` is not a permutation of the axes of `source`.
 */
export function transpose<D extends DType>(source: Tensor<D>, axes: readonly number[]): Tensor<D> {
  const rank = source.shape.length;
  if (
    axes.length !== rank ||
    new Set(axes).size !== rank ||
    axes.some((axis) => !(axis in source.shape))
  ) {
    throw new TensorError(
      'TENSOR_SHAPE',
      `axes (${axes.join(', ')}) do not permute the ${rank} axes of a tensor of shape ${formatShape(source.shape)}`,
    );
  }
  const shape = axes.map((axis) => required(source.shape[axis], `axis ${axis}`));
  const sourceStrides = stridesOf(source.shape);
  const strides = axes.map((axis) => required(sourceStrides[axis], `axis ${axis}`));
  const data = zeros(source.dtype, source.data.length);
  const joined = joinAxes(shape, strides);
  copyStrided(source.data, data, joined.shape, joined.strides);
  return { dtype: source.dtype, shape, data };
}

function checkLengths(shape: readonly number[]): void {
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new TensorError(
      'TENSOR_SHAPE',
      `${formatShape(shape)} is not a shape: every length must be a whole number from 0`,
    );
  }
}

/** For each axis, how many elements lie between neighbours along it, in row-major order. */
function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

/** Makes one axis of neighbours that lie in the source as they do in the target, for longer rows. */
function joinAxes(
  shape: readonly number[],
  strides: readonly number[],
): { shape: number[]; strides: number[] } {
  const joined = { shape: [...shape.slice(0, 1)], strides: [...strides.slice(0, 1)] };
  for (let axis = 1; axis < shape.length; axis += 1) {
    const [length = 1, stride = 0] = [shape[axis], strides[axis]];
    const last = joined.shape.length - 1;
    if (joined.strides[last] === stride * length) {
      joined.shape[last] = (joined.shape[last] ?? 1) * length;
      joined.strides[last] = stride;
    } else {
      joined.shape.push(length);
      joined.strides.push(stride);
    }
  }
  return joined;
}

/** Fills `target` in row-major order of `shape` with the elements of `source` found by `strides`. */
function copyStrided(
  source: TypedArrays[DType],
  target: TypedArrays[DType],
  shape: readonly number[],
  strides: readonly number[],
): void {
  const last = shape.length - 1;
  const rowLength = shape[last] ?? 1;
  const rowStride = strides[last] ?? 0;
  const index = new Array<number>(Math.max(last, 0)).fill(0);
  let from = 0;
  for (let row = 0; row < target.length; row += rowLength) {
    for (let column = 0; column < rowLength; column += 1) {
      target[row + column] = source[from + column * rowStride] as never;
    }
    from += nextRow(index, shape, strides);
  }
}

/** Moves `index` to the next row; returns how far that row's first element is from this one's. */
function nextRow(index: number[], shape: readonly number[], strides: readonly number[]): number {
  let distance = 0;
  for (let axis = index.length - 1; axis >= 0; axis -= 1) {
    const [position = 0, length = 0, stride = 0] = [index[axis], shape[axis], strides[axis]];
    distance += stride;
    index[axis] = position + 1;
    if (position + 1 < length) break;
    index[axis] = 0;
    distance -= stride * length;
  }
  return distance;
}
