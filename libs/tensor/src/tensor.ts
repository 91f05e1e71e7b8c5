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
 * @throws TensorError when the number of elements does not fit the shape.
 */
export function tensor<D extends DType>(
  dtype: D,
  shape: readonly number[],
  data: TypedArrays[D],
): Tensor<D> {
  const size = elementCount(shape);
  if (data.length !== size) {
    throw new TensorError(
      'TENSOR_SHAPE',
      `shape (${shape.join(', ')}) needs ${size} elements, but there are ${data.length}`,
    );
  }
  return { dtype, shape, data };
}

/** A tensor of zeros. */
export function zeroTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
  return { dtype, shape, data: zeros(dtype, elementCount(shape)) };
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
  const shape = axes.map((axis) => source.shape[axis] ?? 0);
  const sourceStrides = stridesOf(source.shape);
  const strides = axes.map((axis) => sourceStrides[axis] ?? 0);
  const data = zeros(source.dtype, source.data.length);
  copyStrided(source.data, data, shape, strides);
  return { dtype: source.dtype, shape, data };
}

/** For each axis, how many elements lie between neighbours along it, in row-major order. */
function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

/** Fills `target` in row-major order of `shape` with the elements of `source` found by `strides`. */
function copyStrided(
  source: TypedArrays[DType],
  target: TypedArrays[DType],
  shape: readonly number[],
  strides: readonly number[],
): void {
  const rank = shape.length;
  const index = new Array<number>(rank).fill(0);
  let from = 0;
  for (let to = 0; to < target.length; to += 1) {
    target[to] = source[from] as never;
    for (let axis = rank - 1; axis >= 0; axis -= 1) {
      const stride = strides[axis] ?? 0;
      const length = shape[axis] ?? 0;
      const next = (index[axis] ?? 0) + 1;
      from += stride;
      if (next < length) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
      from -= stride * length;
    }
  }
}
