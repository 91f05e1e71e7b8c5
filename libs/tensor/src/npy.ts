import type { ByteSource } from '@gender/core';
import { bytesPerElement, type DType, type TypedArrays } from './dtype.js';
import { encodeNpyHeader, readNpyHeader, type NpyHeader } from './npy-header.js';
import { elementCount, tensor, transpose, type Tensor } from './tensor.js';
import { TensorError } from './tensor-error.js';

/**
 * Reads a whole `.npy` file.
 *
 * @throws TensorError (`NPY_FORMAT`) when it is not an `.npy` file or is cut short.
 */
export async function readNpy(source: ByteSource): Promise<Tensor> {
  const header = await readNpyHeader(source);
  const { dtype, element, shape, dataOffset } = header;
  const end = dataOffset + elementCount(shape) * element.size;
  const data = element.decode(await source.slice(dataOffset, end));
  if (!header.fortranOrder) return tensor(dtype, shape, data);
  const reversed = tensor(dtype, shape.toReversed(), data);
  return transpose(
    reversed,
    shape.map((_, axis) => shape.length - 1 - axis),
  );
}

/**
 * Reads rows `start` up to but not including `end` along the first axis, so that a file larger
 * than memory can be read piece by piece.
 *
 * @param header - what `readNpyHeader` said about `source`
 * @returns a tensor of shape `(end - start, …)`
 * @throws TensorError (`NPY_FORMAT`) for Fortran order, whose rows are not contiguous, and for a scalar.
 * @throws RangeError for rows that do not exist.
 */
export async function readNpyRows(
  source: ByteSource,
  header: NpyHeader,
  start: number,
  end: number,
): Promise<Tensor> {
  const { dtype, element, shape } = header;
  const [from, to] = rowBytes(source, header, start, end);
  const data = element.decode(await source.slice(from, to));
  return tensor(dtype, [end - start, ...shape.slice(1)], data);
}

/**
 * Reads rows into memory that is there already, as `readNpyRows` does.
 *
 * @param target - elements of the file's dtype for rows `start` up to but not including `end`
 * @throws TensorError as `readNpyRows`, and (`TENSOR_SHAPE`) when `target` has not their size.
 * @throws RangeError for rows that do not exist.
 */
export async function readNpyRowsInto(
  source: ByteSource,
  header: NpyHeader,
  start: number,
  end: number,
  target: TypedArrays[DType],
): Promise<void> {
  const { dtype, element } = header;
  const [from, to] = rowBytes(source, header, start, end);
  const needed = ((to - from) / element.size) * bytesPerElement(dtype);
  if (target.byteLength !== needed) {
    throw new TensorError(
      'TENSOR_SHAPE',
      `rows ${start} to ${end} of ${source.name} need ${needed} bytes, but there are ${target.byteLength}`,
    );
  }
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  if (element.inPlace && source.readInto) return await source.readInto(from, bytes);
  const { buffer, byteOffset, byteLength } = element.decode(await source.slice(from, to));
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength));
}

/** Where rows begin and end in a file. */
function rowBytes(
  source: ByteSource,
  header: NpyHeader,
  start: number,
  end: number,
): readonly [from: number, to: number] {
  const [rows, ...rest] = header.shape;
  if (header.fortranOrder || rows === undefined) {
    const why = header.fortranOrder ? 'is in Fortran order' : 'holds a single number';
    throw new TensorError('NPY_FORMAT', `${source.name} ${why} and cannot be read by rows`);
  }
  if (![start, end].every(Number.isSafeInteger) || start < 0 || end < start || end > rows) {
    throw new RangeError(`${source.name} has ${rows} rows; rows ${start} to ${end} were asked for`);
  }
  const bytes = elementCount(rest) * header.element.size;
  return [header.dataOffset + start * bytes, header.dataOffset + end * bytes];
}

/** A tensor as the bytes of an `.npy` file of version 1.0. */
export function encodeNpy(source: Tensor): Uint8Array {
  const header = encodeNpyHeader(source.dtype, source.shape);
  const bytes = new Uint8Array(header.length + source.data.byteLength);
  bytes.set(header);
  bytes.set(bytesOf(source), header.length);
  return bytes;
}

/** The elements of a tensor as little-endian bytes: a view, not a copy. */
export function bytesOf(source: Tensor): Uint8Array {
  return new Uint8Array(source.data.buffer, source.data.byteOffset, source.data.byteLength);
}
