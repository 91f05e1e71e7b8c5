import { compareCodePoints, createRandom, required, unitOf } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import type { LabelledImage } from '../labelled-image.js';
import { countValues, groupTogether, type GroupedImage } from './groups.js';

/** What decides to which fold a picture goes; a `LabelledImage` is one. */
export interface FoldImage extends GroupedImage, Pick<LabelledImage, 'path'> {}

/** How pictures are assigned to folds. */
export interface FoldOptions<T extends FoldImage = FoldImage> {
  /** How many folds, at least 2. */
  readonly folds: number;
  /** The same seed, pictures and options give the same folds. */
  readonly seed: number;
  /** What every fold has the same share of; default: the class. Finer: class and age band. */
  readonly stratum?: ((image: T) => string) | undefined;
}

/** A group's pictures, by index, and how many there are of each stratum. */
interface Group {
  readonly members: readonly number[];
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Assigns pictures to folds of the same shares of each class, no known person and no copies of a
 * picture in two folds; the task of scikit-learn's `StratifiedGroupKFold`. The folds depend on the seed and
 * on the pictures, not on their order.
 *
 * The groups come by size, the largest first, and at random among equals. Each goes to the fold that has the least
 * share of what it brings, which keeps the variance of the shares over the folds as small as one step can. Where a group is of one
 * stratum, two folds differ in it by the largest of its groups at most.
 *
 * @returns the fold of each picture, from 0
 * @throws DatasetError `DATASET_OPTIONS` for fewer than two folds; `DATASET_TOO_SMALL` when a fold would have
 *   no picture of a class.
 */
export function assignFolds<T extends FoldImage>(
  images: readonly T[],
  { folds, seed, stratum = ({ label }) => label }: FoldOptions<T>,
): number[] {
  if (!Number.isInteger(folds) || folds < 2) {
    throw new DatasetError('DATASET_OPTIONS', `there are to be ${folds} folds; expected 2 or more`);
  }
  const strata = images.map(stratum);
  const totals = countValues(strata);
  const assigned = new Array<number>(images.length);
  const filled = Array.from({ length: folds }, () => new Filling(totals));
  for (const group of inOrder(images, strata, seed)) {
    const fold = leastFilled(filled, group);
    required(filled[fold], `fold ${fold}`).add(group);
    for (const index of group.members) assigned[index] = fold;
  }
  checkClasses(images, assigned, folds);
  return assigned;
}

/** What a fold holds so far. */
class Filling {
  readonly #counts: Map<string, number>;
  readonly #totals: ReadonlyMap<string, number>;
  images = 0;

  constructor(totals: ReadonlyMap<string, number>) {
    this.#totals = totals;
    this.#counts = new Map([...totals.keys()].map((stratum) => [stratum, 0]));
  }

  add({ members, counts }: Group): void {
    this.images += members.length;
    for (const [stratum, count] of counts) this.#counts.set(stratum, this.#of(stratum) + count);
  }

  /**
   * Half of what the group would add to the sum of squared shares over all folds, but for a term that is the same for
   * each of them.
   */
  costOf({ counts }: Group): number {
    let cost = 0;
    for (const [stratum, count] of counts) {
      const total = required(this.#totals.get(stratum), `the pictures of ${stratum}`);
      cost += (this.#of(stratum) / total) * (count / total);
    }
    return cost;
  }

  #of(stratum: string): number {
    return required(this.#counts.get(stratum), `the count of ${stratum}`);
  }
}

/** The groups, the largest first, equals at random, whatever the order of the pictures. */
function inOrder(images: readonly FoldImage[], strata: readonly string[], seed: number): Group[] {
  const pathOf = (index: number): string => required(images[index], `picture ${index}`).path;
  const groups = groupTogether(images).map((members) => {
    const [first, ...others] = members.map(pathOf);
    const least = (a: string, b: string): string => (compareCodePoints(a, b) <= 0 ? a : b);
    const theirs = members.map((index) => required(strata[index], `stratum ${index}`));
    // Sorted, so that sums over strata are rounded alike in any order of the pictures.
    const counts = countValues(theirs.sort(compareCodePoints));
    return { members, counts, name: others.reduce(least, required(first, 'a picture of a group')) };
  });
  const byName = groups.sort((a, b) => compareCodePoints(a.name, b.name));
  return createRandom(seed)
    .fork('folds')
    .shuffle(byName)
    .sort((a, b) => b.members.length - a.members.length);
}

/** The fold where a group costs least; of equals the one with the fewest pictures, then the first. */
function leastFilled(filled: readonly Filling[], group: Group): number {
  let found = 0;
  let least = [Infinity, Infinity] as const;
  for (const [fold, filling] of filled.entries()) {
    const cost = [filling.costOf(group), filling.images] as const;
    if (cost[0] > least[0] || (cost[0] === least[0] && cost[1] >= least[1])) continue;
    [found, least] = [fold, cost];
  }
  return found;
}

function checkClasses(
  images: readonly FoldImage[],
  assigned: readonly number[],
  folds: number,
): void {
  const seen = new Map<string, Set<number>>();
  for (const [index, { label }] of images.entries()) {
    const inFolds = seen.get(label) ?? new Set();
    seen.set(label, inFolds.add(required(assigned[index], `the fold of picture ${index}`)));
  }
  for (const [label, inFolds] of seen) {
    if (inFolds.size === folds) continue;
    const count = images.filter((image) => image.label === label).length;
    throw new DatasetError(
      'DATASET_TOO_SMALL',
      `${folds} folds need more than the ${count} ${unitOf(count, 'pictures')} of ${label}, persons and copies together; give more pictures of it or take fewer folds`,
    );
  }
}
