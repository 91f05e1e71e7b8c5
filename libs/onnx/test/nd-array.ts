import { elementCount } from '@gender/tensor';

/** Numbers in row-major order, and how to find one by its place, as plainly as can be. */
export class NdArray {
  constructor(
    readonly shape: readonly number[],
    readonly data: readonly number[],
  ) {
    if (data.length !== elementCount(shape))
      throw new Error(`${data.length} for (${shape.join()})`);
  }

  /** The array whose elements a function of their place gives. */
  static build(shape: readonly number[], element: (place: number[]) => number): NdArray {
    const data = Array.from({ length: elementCount(shape) }, (_, index) => {
      const place: number[] = [];
      let rest = index;
      for (const length of shape.toReversed()) {
        place.unshift(rest % length);
        rest = Math.floor(rest / length);
      }
      return element(place);
    });
    return new NdArray(shape, data);
  }

  /** The element at a place; where an axis has the length 1 its element stands for all, as in NumPy. */
  at(place: readonly number[]): number {
    const own = place.slice(place.length - this.shape.length);
    const index = this.shape.reduce(
      (sum, length, axis) => sum * length + (length === 1 ? 0 : own[axis]!),
      0,
    );
    return this.data[index]!;
  }

  /** The element at a place, or `outside` beyond the array. */
  padded(place: readonly number[], outside: number): number {
    const isInside = place.every((at, axis) => at >= 0 && at < this.shape[axis]!);
    return isInside ? this.at(place) : outside;
  }

  map(compute: (value: number, place: number[]) => number): NdArray {
    return NdArray.build(this.shape, (place) => compute(this.at(place), place));
  }

  transpose(perm: readonly number[]): NdArray {
    const shape = perm.map((axis) => this.shape[axis]!);
    return NdArray.build(shape, (place) =>
      this.at(this.shape.map((_, axis) => place[perm.indexOf(axis)]!)),
    );
  }

  /** All elements that differ from those at a place along some axes only. */
  along(place: readonly number[], axes: readonly number[]): number[] {
    const lengths = axes.map((axis) => this.shape[axis]!);
    return NdArray.build(lengths, (inner) =>
      this.at(place.map((at, axis) => (axes.includes(axis) ? inner[axes.indexOf(axis)]! : at))),
    ).data as number[];
  }
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
export const range = (end: number): number[] => [...Array(end).keys()];
