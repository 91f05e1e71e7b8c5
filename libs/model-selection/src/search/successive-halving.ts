import { required } from '@gender/core';

/** What a trial has reached with the epochs of a rung. */
export interface RungResult {
  /** Which trial, from 0. */
  readonly trial: number;
  /** Which rung, from 0, the one of the fewest epochs. */
  readonly rung: number;
  /** Of the best epoch so far; absent where the training diverged. */
  readonly valAccuracy?: number | undefined;
  /** The mean cross-entropy over the validation pictures with the weights of that epoch. */
  readonly crossEntropy?: number | undefined;
}

/** A trial that is to be trained up to the epochs of a rung. */
export interface Job {
  readonly trial: number;
  readonly rung: number;
}

/** How a search goes on. */
export interface HalvingOptions {
  /** How many trials there may be. */
  readonly trials: number;
  /** Of so many trials on a rung one goes on, η. */
  readonly reduction: number;
  /** How many rungs there are. */
  readonly rungs: number;
}

/**
 * The epochs of each rung: the most, and as often as that leaves at least one epoch, a part of η of those of the
 * rung above: 10 by 3 gives 1, 3, 10.
 */
export function rungEpochs(most: number, reduction: number): number[] {
  const rungs = [most];
  for (let epochs = most / reduction; epochs >= 1; epochs /= reduction) {
    rungs.unshift(Math.max(1, Math.round(epochs)));
  }
  return [...new Set(rungs)];
}

/**
 * What is to be done next, by asynchronous successive halving (ASHA; Li et al. 2018, algorithm 2): from the highest
 * rung down, a trial among the best 1/η of its rung that has not gone on yet goes on; where there is none,
 * a new trial begins. It depends on the results alone, so that a search that was interrupted goes on as if it had not been.
 * In the end the best trial goes on to the last rung where none came so far, and so does trial 0, with which the others are compared.
 *
 * A trial that diverges is over, whatever it had reached before: training by its options would end in an error. It counts
 * among the trials of its rungs, but the next best takes its place.
 *
 * @returns `undefined` when the search is over
 */
export function nextJob(results: readonly RungResult[], options: HalvingOptions): Job | undefined {
  const { trials, rungs } = options;
  for (let rung = rungs - 2; rung >= 0; rung -= 1) {
    const promoted = promotable(results, rung, options);
    if (promoted !== undefined) return { trial: promoted, rung: rung + 1 };
  }
  const begun = new Set(results.map(({ trial }) => trial)).size;
  if (begun < trials) return { trial: begun, rung: 0 };
  const [best] = surviving(results).sort(compareResults);
  if (best !== undefined && best.rung < rungs - 1) {
    return { trial: best.trial, rung: best.rung + 1 };
  }
  const { rung, valAccuracy } = reachedBy(0, results);
  return rung === rungs - 1 || valAccuracy === undefined
    ? undefined
    : { trial: 0, rung: rungs - 1 };
}

/** What a trial that has begun has reached at last. */
function reachedBy(trial: number, results: readonly RungResult[]): RungResult {
  const last = results.findLast((each) => each.trial === trial);
  return required(last, `the result of trial ${trial}`);
}

function promotable(
  results: readonly RungResult[],
  rung: number,
  { reduction }: HalvingOptions,
): number | undefined {
  const here = results.filter((each) => each.rung === rung).length;
  const above = new Set(results.filter((each) => each.rung > rung).map(({ trial }) => trial));
  return ranked(results, rung)
    .slice(0, Math.floor(here / reduction))
    .find(({ trial }) => !above.has(trial))?.trial;
}

/**
 * Whether a trial may still go on, whatever others are yet to come; but for one that takes the place of a trial that
 * diverges later, and is trained again from its first epoch.
 */
export function mayGoOn(
  trial: number,
  results: readonly RungResult[],
  { trials, reduction, rungs }: HalvingOptions,
): boolean {
  const { rung, valAccuracy } = reachedBy(trial, results);
  if (rung === rungs - 1 || valAccuracy === undefined) return false;
  const place = ranked(results, rung).findIndex((each) => each.trial === trial);
  return trial === 0 || place < Math.max(1, Math.floor(trials / reduction));
}

/** The results on a rung of trials that have not diverged, there or above, the best first. */
function ranked(results: readonly RungResult[], rung: number): RungResult[] {
  return surviving(results)
    .filter((each) => each.rung === rung)
    .sort(compareResults);
}

/** All results of trials that have not diverged. */
function surviving(results: readonly RungResult[]): RungResult[] {
  const diverged = new Set(results.filter(hasDiverged).map(({ trial }) => trial));
  return results.filter(({ trial }) => !diverged.has(trial));
}

function hasDiverged({ valAccuracy }: RungResult): boolean {
  return valAccuracy === undefined;
}

/**
 * Which of two results is better: what diverged is worst, on whatever rung; then of the higher rung, of the
 * higher validation accuracy, of the lower cross-entropy, of the earlier trial.
 *
 * @returns below 0 where it is the first
 */
export function compareResults(a: RungResult, b: RungResult): number {
  const { valAccuracy: first = -1, crossEntropy: firstLoss = Infinity } = a;
  const { valAccuracy: second = -1, crossEntropy: secondLoss = Infinity } = b;
  if (hasDiverged(a) !== hasDiverged(b)) return hasDiverged(a) ? 1 : -1;
  if (a.rung !== b.rung) return b.rung - a.rung;
  if (first !== second) return second - first;
  if (firstLoss !== secondLoss) return firstLoss - secondLoss;
  return a.trial - b.trial;
}
