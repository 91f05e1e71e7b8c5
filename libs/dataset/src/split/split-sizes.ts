import { DatasetError } from '../dataset-error.js';
import { eachSplit, splitNames, type SplitName } from '../split-name.js';

/** What share of the pictures each split gets; together at most 1. */
export type SplitRatios = Readonly<Record<SplitName, number>>;

/** The original's shares: 60 % to train on, 20 % to watch the training, 20 % to test. */
export const DEFAULT_RATIOS: SplitRatios = { train: 0.6, validation: 0.2, test: 0.2 };

/** Sums and products of shares are rounded to so many decimals: 0.8 · 0.1 is 0.08. */
const SHARE_DECIMALS = 12;

/** Forgives what float64 loses in sums such as 0.7 + 0.2 + 0.1. */
const ROUNDING = 1e-9;

/**
 * The number of pictures of one class in each split: shuffled pictures are cut at
 * `int(share · count)`, as Python computes it, of the shares added up so far, so that shares of 1
 * leave none over. With the original's shares the cuts are its own: `int(.6·n)`, `int(.8·n)`, `n`,
 * and for a tenth `int(.06·n)`, `int(.08·n)`, `int(.1·n)`.
 *
 * @param count - how many pictures the class has
 * @param fraction - what share of them is used at all
 */
export function splitSizes(
  count: number,
  ratios: SplitRatios,
  fraction: number,
): Record<SplitName, number> {
  let share = 0;
  let before = 0;
  return eachSplit((name) => {
    share = roundShare(share + ratios[name]);
    const cut = Math.trunc(roundShare(share * fraction) * count);
    const size = cut - before;
    before = cut;
    return size;
  });
}

/** A share, without what float64 loses in it. */
export function roundShare(share: number): number {
  return Number(share.toFixed(SHARE_DECIMALS));
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
