import { createRandom, required } from '@gender/core';
import { assignFolds } from '@gender/dataset';
import type { CollectionPicture } from '../collection.js';

/** The folds where neither the data nor the caller say how many. */
const USUAL_FOLDS = 5;

export interface PlanFoldsOptions {
  /** How many folds; default: those of the collection itself where every picture has one, otherwise 5. */
  readonly folds?: number | undefined;
  /** The same seed and pictures give the same folds. */
  readonly seed: number;
}

/** The rows of one fold: what is trained on, what chooses the best epoch, and what is predicted. */
export interface Fold {
  /** `1`, `2` …, or what the collection calls it. */
  readonly name: string;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/** How a collection is cross-validated. */
export interface FoldPlan {
  readonly folds: readonly Fold[];
  /** Whether the folds are those of the collection itself, such as Adience's. */
  readonly given: boolean;
}

/**
 * Plans folds as lists of rows. Every picture is predicted once, by a head that saw neither it, nor a
 * copy of it, nor a known person on it; of folds of the collection itself that holds as far as they keep to it
 * ({@link countStraddling}). One part of as many as there are folds, cut from the other folds with persons and copies
 * apart, validates: it chooses the best epoch, the test part never does.
 *
 * @throws DatasetError (`DATASET_OPTIONS`, `DATASET_TOO_SMALL`) as `assignFolds`.
 */
export function planFolds(
  pictures: readonly CollectionPicture[],
  { folds: wanted, seed }: PlanFoldsOptions,
): FoldPlan {
  const given = wanted === undefined ? givenFolds(pictures) : undefined;
  const count = wanted ?? USUAL_FOLDS;
  const assigned =
    given ?? assignFolds(pictures, { folds: count, seed }).map((fold) => String(fold + 1));
  const names = [...new Set(assigned)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const folds = names.map((name): Fold => {
    const rows = (inside: boolean): number[] =>
      [...assigned.keys()].filter((row) => (assigned[row] === name) === inside);
    return { name, ...cutValidation(pictures, rows(false), names.length, seed), test: rows(true) };
  });
  return { folds, given: given !== undefined };
}

/** The folds of the collection itself, where every picture has one and there are several. */
function givenFolds(pictures: readonly CollectionPicture[]): string[] | undefined {
  const folds = pictures.flatMap(({ fold }) => (fold === undefined ? [] : [fold]));
  return folds.length === pictures.length && new Set(folds).size > 1 ? folds : undefined;
}

/** Cuts one part of `parts` off the rows, classes alike and persons apart. */
function cutValidation(
  pictures: readonly CollectionPicture[],
  rows: readonly number[],
  parts: number,
  seed: number,
): Pick<Fold, 'train' | 'validation'> {
  const others = rows.map((row) => required(pictures[row], `the picture of row ${row}`));
  const { seed: forked } = createRandom(seed).fork('validation').state();
  const assigned = assignFolds(others, { folds: parts, seed: forked });
  return {
    train: rows.filter((_, index) => assigned[index] !== 0),
    validation: rows.filter((_, index) => assigned[index] === 0),
  };
}

/**
 * How many pictures show a known person, or are copies of a picture, of another fold too; only the folds of a
 * collection itself have such pictures.
 */
export function countStraddling(
  pictures: readonly CollectionPicture[],
  folds: readonly Fold[],
  key: 'person' | 'copyOf',
): number {
  const values = folds.map(({ test }) =>
    test.flatMap((row) => {
      const value = required(pictures[row], `the picture of row ${row}`)[key];
      return value === undefined ? [] : [value];
    }),
  );
  const ofFolds = values.map((own) => new Set(own));
  return values.flatMap((own, fold) =>
    own.filter((value) => ofFolds.some((others, other) => other !== fold && others.has(value))),
  ).length;
}
