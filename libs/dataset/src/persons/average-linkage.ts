import { required } from '@gender/core';
import { DisjointSets } from '../duplicates/disjoint-sets.js';
import { inReportedSlices, type Reporting } from '../in-slices.js';

/** Groups of vectors. */
export interface VectorGroups {
  /** For each vector the index of the first of its group; its own where it is alone or the first. */
  readonly firsts: readonly number[];
  /** For each group of several, by its first: the mean cosine of the two parts that were joined last. */
  readonly closeness: ReadonlyMap<number, number>;
}

/**
 * Groups vectors of length 1 by average linkage: the two groups whose vectors have the highest mean cosine are joined,
 * until no mean reaches the threshold. As a mean is no higher than the highest of its cosines, this is done within
 * the parts that are connected by cosines from the threshold on. Time grows with the square of their number, memory with
 * their number.
 *
 * @param threshold - the lowest mean cosine, −1 to 1
 * @throws the reason of the signal.
 */
export async function groupVectors(
  vectors: readonly Float32Array[],
  threshold: number,
  reporting: Reporting = {},
): Promise<VectorGroups> {
  const connected = new DisjointSets(vectors.length);
  const comparing = { label: 'comparing faces', unit: 'images', total: vectors.length };
  await inReportedSlices(comparing, vectors, reporting, (vector, index) => {
    for (let other = 0; other < index; other += 1) {
      if (dot(vector, at(vectors, other)) >= threshold) connected.join(other, index);
    }
  });
  const parts = new Map<number, number[]>();
  for (const index of vectors.keys()) {
    const part = parts.get(connected.find(index));
    if (part === undefined) parts.set(index, [index]);
    else part.push(index);
  }
  const groups = new DisjointSets(vectors.length);
  const closeness = new Map<number, number>();
  const joins = joinsOf([...parts.values()], vectors, threshold);
  await inReportedSlices({ label: 'grouping faces', unit: 'steps' }, joins, reporting, (join) => {
    if (join === undefined) return;
    const [a, b] = [groups.find(join.a), groups.find(join.b)];
    groups.join(a, b);
    closeness.delete(Math.max(a, b));
    closeness.set(Math.min(a, b), join.mean);
  });
  return { firsts: [...vectors.keys()].map((index) => groups.find(index)), closeness };
}

/** Joins groups within each part, a step at a time; a step may have joined two groups, of which a vector each is named. */
function* joinsOf(
  parts: readonly (readonly number[])[],
  vectors: readonly Float32Array[],
  threshold: number,
): Generator<Pair | undefined> {
  for (const members of parts) {
    const linkage = new Linkage(members.map((index) => at(vectors, index)));
    for (const group of members.keys()) {
      linkage.compare(group);
      yield undefined;
    }
    for (let pair = linkage.closest(); pair.mean >= threshold; pair = linkage.closest()) {
      linkage.join(pair);
      yield { a: at(members, pair.a), b: at(members, pair.b), mean: pair.mean };
    }
  }
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly mean: number;
}

/**
 * Groups, as they are joined. The mean cosine of two groups of vectors of length 1 is the product of the sums of their vectors
 * over that of their numbers, so that the sums are all that is kept.
 */
class Linkage {
  /** Of each group; nothing where it was joined to another. */
  readonly #sums: (Float64Array | undefined)[];
  readonly #sizes: number[];
  /** For each group the one nearest to it, and their mean cosine; −∞ where it is the only one, or joined to another. */
  readonly #nearest: { group: number; mean: number }[];

  constructor(vectors: readonly Float32Array[]) {
    this.#sums = vectors.map((vector) => Float64Array.from(vector));
    this.#sizes = vectors.map(() => 1);
    this.#nearest = vectors.map((_, group) => ({ group, mean: -Infinity }));
  }

  /** Compares a group with all others, as is done with each before any are joined. */
  compare(group: number): void {
    this.#nearest[group] = this.#findNearest(group);
  }

  /** The two groups of the highest mean; −∞ where only one is left. */
  closest(): Pair {
    let best: Pair = { a: 0, b: 0, mean: -Infinity };
    for (const [a, { group: b, mean }] of this.#nearest.entries()) {
      if (mean > best.mean) best = { a, b, mean };
    }
    return best;
  }

  /** Joins the second group of a pair to the first. */
  join({ a, b }: Pair): void {
    const [kept, joined] = [at(this.#sums, a), at(this.#sums, b)];
    for (const [place, value] of joined.entries()) kept[place] = (kept[place] ?? 0) + value;
    this.#sizes[a] = at(this.#sizes, a) + at(this.#sizes, b);
    this.#sums[b] = undefined;
    for (const [group, nearest] of this.#nearest.entries()) {
      if (group === a || group === b || nearest.group === a || nearest.group === b) {
        this.#nearest[group] = this.#findNearest(group);
      } else if (this.#sums[group] !== undefined) {
        const mean = this.#mean(group, a);
        if (mean > nearest.mean) this.#nearest[group] = { group: a, mean };
      }
    }
  }

  #findNearest(group: number): { group: number; mean: number } {
    let nearest = { group, mean: -Infinity };
    if (this.#sums[group] === undefined) return nearest;
    for (const [other, sum] of this.#sums.entries()) {
      if (other === group || sum === undefined) continue;
      const mean = this.#mean(group, other);
      if (mean > nearest.mean) nearest = { group: other, mean };
    }
    return nearest;
  }

  /** The mean cosine of two groups. */
  #mean(a: number, b: number): number {
    return dot(at(this.#sums, a), at(this.#sums, b)) / (at(this.#sizes, a) * at(this.#sizes, b));
  }
}

/** The same vector at length 1. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function at<T>(values: readonly (T | undefined)[], index: number): T {
  return required(values[index], `value ${index}`);
}
