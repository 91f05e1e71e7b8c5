import { required } from '@gender/core';

/**
 * Where the axes of a tensor are in the activation that holds it: for each axis of the tensor those of the activation that it
 * is made of, the first varying slowest. None make an axis of length 1. The activation's axis 0 is the batch.
 *
 * A feature map `(N, C, H, W)` is held as `(N, H, W, C)`: `[[0], [3], [1], [2]]`. Transposed, flattened and squeezed tensors
 * are held by the same activation: `(N, C · H · W)` as `[[0], [3, 1, 2]]`.
 */
export type Axes = readonly (readonly number[])[];

/** The axes of a tensor that is held in an order of its own axes, the batch not counted: `[2, 3, 1]` for a feature map. */
export function axesInOrder(order: readonly number[]): Axes {
  return [[0], ...order.map((_, axis) => [order.indexOf(axis + 1) + 1])];
}

/** The length of an axis that several make; that of the batch is `NaN`, being open. */
export function lengthOf(group: readonly number[], held: readonly number[]): number {
  return group.reduce((product, axis) => product * required(held[axis], `axis ${axis}`), 1);
}

/** Each axis of an activation as it is to be split, and the axes of the tensor in terms of what they are split into. */
interface Split {
  /** For each axis of the activation, the lengths that it is split into. */
  readonly factors: readonly (readonly number[])[];
  readonly axes: Axes;
}

/**
 * How a tensor is reshaped without moving anything: by joining axes, and splitting those that must be.
 *
 * @param held - the lengths of the activation's axes
 * @param first - the length of the first axis for one picture: 1 where it is the batch alone
 * @param others - the lengths of the other axes
 * @returns `undefined` where an axis of the result begins within one of the tensor and ends within another
 */
export function splitAxes(
  axes: Axes,
  held: readonly number[],
  [first, ...others]: readonly [first: number, ...others: number[]],
): Split | undefined {
  const pending = axes.flat().filter((axis) => axis !== 0 && held[axis] !== 1);
  const factors: number[][] = held.map((length) => (length === 1 ? [1] : []));
  const pieces: (readonly [axis: number, piece: number])[][] = [];
  let [axis, left] = [pending.shift(), 0];
  if (axis !== undefined) left = lengthOf([axis], held);
  for (const wanted of [first, ...others]) {
    const group: (readonly [number, number])[] = [];
    let missing = wanted;
    while (missing > 1) {
      if (axis === undefined) return undefined;
      const factor = Math.min(left, missing);
      if (left % factor !== 0 || missing % factor !== 0) return undefined;
      const list = required(factors[axis], `the factors of axis ${axis}`);
      group.push([axis, list.push(factor) - 1]);
      [left, missing] = [left / factor, missing / factor];
      if (left > 1) continue;
      axis = pending.shift();
      if (axis !== undefined) left = lengthOf([axis], held);
    }
    pieces.push(group);
  }
  if (axis !== undefined) return undefined;
  const starts = startsOf(factors);
  const [batch = [], ...rest] = pieces.map((group) =>
    group.map(([at, piece]) => required(starts[at], `the place of axis ${at}`) + piece),
  );
  return { factors, axes: [[0, ...batch], ...rest] };
}

/** Where the pieces of each axis begin once all are split; the batch stays as it is. */
function startsOf(factors: readonly (readonly number[])[]): number[] {
  let next = 0;
  return factors.map(({ length }, axis) => {
    const start = next;
    next += axis === 0 ? 1 : length;
    return start;
  });
}

/** What has a part in how a tensor is reshaped. */
interface Reshaped {
  /** The lengths of the tensor's axes, `NaN` for those that the batch has a part in. */
  readonly lengths: readonly number[];
  /** The length of its first axis for one picture: more than 1 where the batch is joined with other axes. */
  readonly first: number;
  /** The number of elements of a picture. */
  readonly perPicture: number;
  /** The number of pictures that the file is made for, where it says so. */
  readonly batch: number | undefined;
}

/**
 * The lengths that a tensor gets by ONNX's `Reshape`, that of the first axis for one picture.
 *
 * @param wanted - as ONNX has them: 0 keeps a length, −1 takes what is left, `NaN` is the batch
 * @returns `undefined` where the first axis does not hold the batch
 */
export function resolveShape(
  wanted: readonly number[],
  { lengths, first, perPicture, batch }: Reshaped,
): [first: number, ...others: number[]] | undefined {
  const ofFirst = (length: number): number | undefined => {
    if (length === -1) return -1;
    if (Number.isNaN(length)) return 1;
    if (length === 0 && Number.isNaN(lengths[0])) return first;
    const literal = length === 0 ? lengths[0] : length;
    return literal === undefined || batch === undefined ? undefined : literal / batch;
  };
  const [start, ...rest] = wanted;
  const head = start === undefined ? undefined : ofFirst(start);
  if (head === undefined) return undefined;
  const others = rest.map((length, at) => (length === 0 ? (lengths[at + 1] ?? length) : length));
  const known = [head, ...others].filter((length) => length !== -1).reduce((a, b) => a * b, 1);
  const left = perPicture / known;
  const fits = [head, ...others].includes(-1) ? Number.isInteger(left) : left === 1;
  const fill = (length: number): number => (length === -1 ? left : length);
  return fits && Number.isInteger(head) ? [fill(head), ...others.map(fill)] : undefined;
}
