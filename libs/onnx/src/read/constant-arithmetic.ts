import { required } from '@gender/core';
import { elementCount, tensor } from '@gender/tensor';
import { OnnxError } from '../onnx-error.js';
import type { Constant } from './constant.js';

/** No constant that is computed has more elements: a few bytes of a file could ask for any number. */
const MAX_ELEMENTS = 2 ** 26;

/** A constant whose elements a function of their index makes, of the type of another. */
export function makeConstant(
  like: Constant,
  shape: readonly number[],
  element: (index: number) => number,
  where: string,
): Constant {
  const data = allocate(like, shape, where);
  for (let index = 0; index < data.length; index += 1) data[index] = element(index);
  return data instanceof Float32Array
    ? tensor('float32', shape, data)
    : { ...like, ...tensor('float64', shape, data) };
}

function allocate(
  { dtype }: Constant,
  shape: readonly number[],
  where: string,
): Float32Array | Float64Array {
  const count = elementCount(shape);
  const isShape = shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (!isShape || count > MAX_ELEMENTS) {
    throw new OnnxError(
      'ONNX_FORMAT',
      `${where} computes a constant of shape (${shape.join(', ')}), expected at most ${MAX_ELEMENTS} elements`,
    );
  }
  return dtype === 'float32' ? new Float32Array(count) : new Float64Array(count);
}

/** The elements of a constant as numbers. */
export function numbersOf(constant: Constant): number[] {
  return Array.from(constant.data);
}

/** The same elements in another shape of as many. */
export function withShape(constant: Constant, shape: readonly number[], where: string): Constant {
  if (elementCount(shape) !== constant.data.length) {
    throw new OnnxError(
      'ONNX_FORMAT',
      `${where} cannot give ${constant.data.length} elements the shape (${shape.join(', ')})`,
    );
  }
  return constant.dtype === 'float32'
    ? tensor('float32', shape, constant.data)
    : { ...constant, ...tensor('float64', shape, constant.data) };
}

/** The shape to which shapes are repeated, as NumPy does. */
export function broadcastShapes(shapes: readonly (readonly number[])[], where: string): number[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.flatMap((shape) => {
      const at = axis - rank + shape.length;
      return shape.slice(Math.max(at, 0), Math.max(at + 1, 0));
    });
    const length = lengths.find((each) => each !== 1) ?? 1;
    if (lengths.every((each) => each === 1 || each === length)) return length;
    const listed = shapes.map((shape) => `(${shape.join(', ')})`).join(' and ');
    throw new OnnxError('ONNX_FORMAT', `${where} reads ${listed}, which do not fit`);
  });
}

/** A function of each element of several constants, which are repeated where they have one element along an axis. */
export function mapConstants(
  like: Constant,
  operands: readonly Constant[],
  compute: (...values: number[]) => number,
  where: string,
): Constant {
  const shape = broadcastShapes(
    operands.map((each) => each.shape),
    where,
  );
  const readers = operands.map((operand) => broadcastReader(operand, shape));
  return makeConstant(
    like,
    shape,
    (index) => compute(...readers.map((read) => read(index))),
    where,
  );
}

/** The element of a constant that stands at an index of a larger shape to which it is repeated. */
function broadcastReader(
  { shape, data }: Constant,
  target: readonly number[],
): (index: number) => number {
  const element = (index: number): number => required(data[index], `element ${index}`);
  if (data.length === 1) return () => element(0);
  if (data.length === elementCount(target)) return element;
  const padded = [...new Array<number>(target.length - shape.length).fill(1), ...shape];
  return (index) => {
    let [rest, stride, at] = [index, 1, 0];
    for (let axis = target.length - 1; axis >= 0; axis -= 1) {
      const length = required(target[axis], `axis ${axis}`);
      const own = required(padded[axis], `axis ${axis}`);
      if (own > 1) at += (rest % length) * stride;
      stride *= own;
      rest = Math.floor(rest / length);
    }
    return element(at);
  };
}
