import type { Workbench } from '../workbench.js';

/** One of our figures and the baseline that it is held against. */
export interface Pair {
  /** What is measured: `train-step`. */
  readonly name: string;
  /** What it is compared with: `pytorch`. */
  readonly baseline: string;
  /** Of both figures: `ms`, `images/s`. */
  readonly unit: string;
  /** What the ratio ours / theirs has to be: `≥ 0.92`; absent where nothing was promised. */
  readonly bar?: string | undefined;
  /**
   * Makes both sides ready to be measured.
   *
   * @throws UnavailableError when the baseline is missing here.
   */
  prepare(bench: Workbench): Promise<Contest>;
}

/** Two sides that are measured in turn; each call measures once and returns a figure in the pair's unit. */
export interface Contest extends AsyncDisposable {
  ours(): Promise<number>;
  theirs(): Promise<number>;
}

/** A baseline cannot be measured here; the message says why. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}
