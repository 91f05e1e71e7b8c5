import type { Workbench } from '../workbench.js';
import { UnavailableError, type Contest, type Pair } from './pair.js';

/** What a pair's measurement came to: medians, and their ratio ours / theirs. */
export interface MeasuredRow {
  readonly name: string;
  readonly baseline: string;
  readonly unit: string;
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  /** How often each side was measured, after a warm-up. */
  readonly runs: number;
}

/** A pair whose baseline is missing here. */
export interface SkippedRow {
  readonly name: string;
  readonly baseline: string;
  readonly unit: string;
  /** Why. */
  readonly skipped: string;
}

export type Row = MeasuredRow | SkippedRow;

export interface MeasureOptions {
  readonly runs: number;
  /** Whether each side is measured once more before that. Default: true. */
  readonly warmUp?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each pair of figures; `run` 0 is the warm-up. */
  readonly onRun?: ((run: number, ours: number, theirs: number) => void) | undefined;
}

/**
 * Measures both sides of a pair in turn, once to warm up and then `runs` times.
 *
 * @returns the medians, or why the baseline cannot be measured here
 */
export async function measurePair(
  pair: Pair,
  bench: Workbench,
  options: MeasureOptions,
): Promise<Row> {
  const { name, baseline, unit } = pair;
  try {
    await using contest = await pair.prepare(bench);
    const { ours, theirs } = await alternate(contest, options);
    return { name, baseline, unit, ours, theirs, ratio: ours / theirs, runs: options.runs };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return { name, baseline, unit, skipped: error.message };
  }
}

async function alternate(
  contest: Contest,
  { runs, warmUp = true, signal, onRun }: MeasureOptions,
): Promise<{ ours: number; theirs: number }> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = warmUp ? 0 : 1; run <= runs; run += 1) {
    signal?.throwIfAborted();
    const [mine, their] = [await contest.ours(), await contest.theirs()];
    onRun?.(run, mine, their);
    if (run === 0) continue;
    ours.push(mine);
    theirs.push(their);
  }
  return { ours: median(ours), theirs: median(theirs) };
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
