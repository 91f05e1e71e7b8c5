import { required } from '@gender/core';
import { DisjointSets } from '../duplicates/disjoint-sets.js';
import { inSlices } from '../in-slices.js';

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
 * the square of the largest part.
 *
 * @param threshold - the lowest mean cosine, −1 to 1
 */
export async function groupVectors(
  vectors: readonly Float32Array[],
  threshold: number,
): Promise<VectorGroups> {
  const connected = new DisjointSets(vectors.length);
  await inSlices(vectors, (vector, index) => {
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
  for (const members of parts.values()) {
    const linkage = new Linkage(members.map((index) => at(vectors, index)));
    for (let pair = linkage.closest(); pair.mean >= threshold; pair = linkage.closest()) {
      const [a, b] = [groups.find(at(members, pair.a)), groups.find(at(members, pair.b))];
      groups.join(a, b);
      closeness.delete(Math.max(a, b));
      closeness.set(Math.min(a, b), pair.mean);
      linkage.join(pair);
    }
  }
  return { firsts: [...vectors.keys()].map((index) => groups.find(index)), closeness };
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly mean: number;
}

/** The mean cosines between groups, as they are joined (Lance & Williams 1967). */
class Linkage {
  readonly #count: number;
  /** `(count, count)`; rows of groups that were joined to others are −∞. */
  readonly #means: Float32Array;
  readonly #sizes: number[];
  /** For each group the one nearest to it. */
  readonly #nearest: number[];

  constructor(vectors: readonly Float32Array[]) {
    this.#count = vectors.length;
    this.#means = new Float32Array(this.#count ** 2).fill(-Infinity);
    this.#sizes = vectors.map(() => 1);
    for (const [a, one] of vectors.entries()) {
      for (let b = 0; b < a; b += 1) this.#set(a, b, dot(one, at(vectors, b)));
    }
    this.#nearest = vectors.map((_, group) => this.#findNearest(group));
  }

  /** The two groups of the highest mean; −∞ where only one is left. */
  closest(): Pair {
    let best: Pair = { a: 0, b: 0, mean: -Infinity };
    for (const [a, b] of this.#nearest.entries()) {
      const mean = this.#mean(a, b);
      if (mean > best.mean) best = { a, b, mean };
    }
    return best;
  }

  /** Joins the second group of a pair to the first. */
  join({ a, b }: Pair): void {
    const [sizeA, sizeB] = [at(this.#sizes, a), at(this.#sizes, b)];
    for (let other = 0; other < this.#count; other += 1) {
      if (other === a || other === b) continue;
      const sum = sizeA * this.#mean(a, other) + sizeB * this.#mean(b, other);
      this.#set(a, other, sum / (sizeA + sizeB));
    }
    for (let other = 0; other < this.#count; other += 1) this.#set(b, other, -Infinity);
    this.#sizes[a] = sizeA + sizeB;
    for (const [group, nearest] of this.#nearest.entries()) {
      if (group === a || nearest === a || nearest === b) {
        this.#nearest[group] = this.#findNearest(group);
      } else if (this.#mean(group, a) > this.#mean(group, nearest)) this.#nearest[group] = a;
    }
  }

  #findNearest(group: number): number {
    let nearest = group;
    for (let other = 0; other < this.#count; other += 1) {
      if (this.#mean(group, other) > this.#mean(group, nearest)) nearest = other;
    }
    return nearest;
  }

  #mean(a: number, b: number): number {
    return this.#means[a * this.#count + b] ?? -Infinity;
  }

  #set(a: number, b: number, mean: number): void {
    this.#means[a * this.#count + b] = mean;
    this.#means[b * this.#count + a] = mean;
  }
}

/** The same vector at length 1. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function at<T>(values: readonly T[], index: number): T {
  return required(values[index], `value ${index}`);
}
