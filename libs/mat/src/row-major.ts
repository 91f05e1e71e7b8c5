import type { Reading } from './reading.js';
import { bytesPerElement, elementCount, zeros, type DType, type TypedArrays } from '@gender/tensor';

type Data = TypedArrays[DType];

/**
 * How many bytes are turned round at a time. The more there are, the longer the runs that are written
 * side by side, and the fewer the pages of memory that are touched for each: 1 MB takes 20 ns for an
 * element of VGG-Face's largest array, 16 MB takes 4.
 */
const BLOCK_BYTES = 1 << 24;

/** As few slices at a time that what they write still fills lines of a processor's cache. */
const MIN_SLICES = 16;

/** Whether an array has other bytes in row-major order: it has two axes that are longer than 1. */
export function differsByOrder(shape: readonly number[]): boolean {
  return shape.filter((length) => length > 1).length > 1;
}

/**
 * Brings an array into row-major order while it is read: a slice is what lies at one index of the
 * last axis, and slices follow each other in MATLAB's order.
 *
 * @param fill - fills an array with the slices that come next
 */
export function* readRowMajor<D extends DType>(
  dtype: D,
  shape: readonly number[],
  fill: (slices: TypedArrays[D]) => Reading<void>,
): Reading<TypedArrays[D]> {
  const target = zeros(dtype, elementCount(shape));
  const last = shape.at(-1) ?? 1;
  const length = elementCount(shape.slice(0, -1));
  const step = Math.min(last, slicesAtATime(dtype, shape));
  const buffer = zeros(dtype, step * length);
  for (let from = 0; from < last; from += step) {
    const slices = subarray(buffer, Math.min(step, last - from) * length);
    yield* fill(slices);
    scatterSlices(slices, target, shape, from);
  }
  return target;
}

/** The elements of an array of MATLAB's order, copied into row-major order. */
export function toRowMajor<D extends DType>(
  dtype: D,
  shape: readonly number[],
  data: TypedArrays[D],
): TypedArrays[D] {
  const target = zeros(dtype, data.length);
  const step = slicesAtATime(dtype, shape);
  const length = elementCount(shape.slice(0, -1));
  for (let from = 0; from * length < data.length; from += step) {
    scatterSlices(data.subarray(from * length, (from + step) * length), target, shape, from);
  }
  return target;
}

/** The first elements of an array, of the same type. */
function subarray<D extends DType>(data: TypedArrays[D], length: number): TypedArrays[D] {
  return data.subarray(0, length) as TypedArrays[D];
}

function slicesAtATime(dtype: DType, shape: readonly number[]): number {
  const sliceBytes = elementCount(shape.slice(0, -1)) * bytesPerElement(dtype);
  return Math.max(MIN_SLICES, Math.floor(BLOCK_BYTES / Math.max(1, sliceBytes)));
}

/** Puts slices, of which the first has index `first`, to their places in a row-major array. */
function scatterSlices(slices: Data, target: Data, shape: readonly number[], first: number): void {
  const last = shape.at(-1) ?? 1;
  const axes = shape.slice(0, -1);
  const length = elementCount(axes);
  const count = slices.length / length;
  const [from, words] = asWords(slices);
  const [to] = asWords(target);
  // How far apart in the target two neighbours along each axis of a slice are.
  const strides = axes.map((_, axis) => elementCount(axes.slice(axis + 1)) * last);
  const index = axes.map(() => 0);
  let place = first;
  for (let element = 0; element < length; element += 1) {
    copyStrided(from, element * words, length * words, to, place * words, count, words);
    place += nextElement(index, axes, strides);
  }
}

type Words = Uint8Array | Uint16Array | Uint32Array;

/** The same memory as whole numbers of at most four bytes, and how many of them make an element. */
function asWords({
  buffer,
  byteOffset,
  byteLength,
  BYTES_PER_ELEMENT: size,
}: Data): [Words, number] {
  if (size === 1) return [new Uint8Array(buffer, byteOffset, byteLength), 1];
  if (size === 2) return [new Uint16Array(buffer, byteOffset, byteLength / 2), 1];
  return [new Uint32Array(buffer, byteOffset, byteLength / 4), size / 4];
}

/** Copies `count` elements that lie `stride` words apart to places side by side. */
function copyStrided(
  from: Words,
  start: number,
  stride: number,
  to: Words,
  place: number,
  count: number,
  words: number,
): void {
  for (let word = 0; word < words; word += 1) {
    let at = start + word;
    const end = place + count * words;
    for (let target = place + word; target < end; target += words) {
      to[target] = from[at] ?? 0;
      at += stride;
    }
  }
}

/** Moves `index` on, the first axis fastest; returns how far apart the two places are. */
function nextElement(index: number[], axes: readonly number[], strides: readonly number[]): number {
  let distance = 0;
  for (let axis = 0; axis < axes.length; axis += 1) {
    const [position = 0, length = 0, stride = 0] = [index[axis], axes[axis], strides[axis]];
    distance += stride;
    index[axis] = position + 1;
    if (position + 1 < length) break;
    index[axis] = 0;
    distance -= stride * length;
  }
  return distance;
}
