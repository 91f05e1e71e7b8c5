import { required } from '@gender/core';
import { eachSplit, splitNames } from '../split-name.js';
import { assignFolds } from './assign-folds.js';
import type { Split } from './split.js';
import { stratumBy, type Stratification } from './strata.js';

/** How pictures are assigned to folds besides their splits. */
export interface FoldSplitOptions {
  /** How many folds, at least 2. */
  readonly folds: number;
  readonly seed: number;
  /** Of what every fold has the same share. @default 'class' */
  readonly stratify?: Stratification | undefined;
}

/**
 * Gives every picture of a split a fold for cross-validation, `1` to the number of folds, in place of those
 * that the collection may have; persons and copies are in one fold. The folds are of all pictures, those of test too.
 *
 * @throws DatasetError as `assignFolds` and `stratumBy`.
 */
export function foldSplit(
  split: Split,
  { folds, seed, stratify = 'class' }: FoldSplitOptions,
): Split {
  const images = splitNames.flatMap((name) => split[name]);
  const assigned = assignFolds(images, { folds, seed, stratum: stratumBy(stratify, images) });
  const starts = { train: 0, validation: split.train.length };
  const start = { ...starts, test: starts.validation + split.validation.length };
  return eachSplit((name) =>
    split[name].map((image, index) => ({
      ...image,
      fold: String(required(assigned[start[name] + index], `the fold of ${image.path}`) + 1),
    })),
  );
}
