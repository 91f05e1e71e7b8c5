import { DatasetError } from '../dataset-error.js';
import { splitNames, type SplitName } from '../split-name.js';

/** What share of the pictures each split gets; together at most 1. */
export type SplitRatios = Readonly<Record<SplitName, number>>;

/** The original's shares: 60 % to train on, 20 % to watch the training, 20 % to test. */
export const DEFAULT_RATIOS: SplitRatios = { train: 0.6, validation: 0.2, test: 0.2 };

/** Forgives what float64 loses in products such as 0.29 · 100. */
const ROUNDING = 1e-9;

/**
 * The number of pictures of one class in each split, rounded down.
 *
 * @param count - how many pictures the class has
 * @param fraction - what share of them is used at all
 */
export function splitSizes(
  count: number,
  ratios: SplitRatios,
  fraction: number,
): Record<SplitName, number> {
  const size = (ratio: number): number => Math.floor(count * fraction * ratio + ROUNDING);
  return {
    train: size(ratios.train),
    validation: size(ratios.validation),
    test: size(ratios.test),
  };
}

/** The share of pictures to use where none is given: a tenth for datasets named `…_Small`. */
export function defaultFraction(dataset: string): number {
  return dataset.endsWith('_Small') ? 0.1 : 1;
}

/**
 * Checks that ratios and fraction are shares.
 *
 * @throws DatasetError `DATASET_OPTIONS` when they are not.
 */
export function checkShares(ratios: SplitRatios, fraction: number): void {
  if (!(fraction > 0 && fraction <= 1)) {
    throw new DatasetError('DATASET_OPTIONS', `the fraction is ${fraction}; expected 0 < x ≤ 1`);
  }
  const shares = splitNames.map((name) => ratios[name]);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!shares.every((share) => share > 0) || sum > 1 + ROUNDING) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      `the shares of ${splitNames.join(', ')} are ${shares.join(', ')}; each must be positive, and all together at most 1`,
    );
  }
}
