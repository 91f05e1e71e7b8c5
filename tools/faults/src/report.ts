import type { Trial } from './stage-runner.js';

/** The figures of a stage's trials. */
export interface Row {
  readonly trials: number;
  /** Reruns that failed. */
  readonly failed: number;
  /** Trials after which files lay about that an undisturbed run does not leave. */
  readonly stayed: number;
  /** Trials after which a file lacked or had other bytes. */
  readonly lost: number;
}

/** Counts what went wrong. */
export function summarize(trials: readonly Trial[]): Row {
  const count = (is: (trial: Trial) => boolean): number => trials.filter(is).length;
  return {
    trials: trials.length,
    failed: count(({ rerun }) => rerun.exitCode !== 0),
    stayed: count(({ difference }) => difference.surplus.length > 0),
    lost: count(({ difference }) => difference.missing.length + difference.other.length > 0),
  };
}

/** What went wrong in a trial, in a line; undefined when nothing did. */
export function describeTrial(stage: string, trial: Trial): string | undefined {
  const { fault, rerun, difference } = trial;
  const { surplus, missing, other } = difference;
  const problems = [
    ...(rerun.exitCode === 0
      ? []
      : [`the rerun ended with ${rerun.exitCode}: ${rerun.stderr.trim()}`]),
    ...(surplus.length > 0 ? [`stayed: ${surplus.join(', ')}`] : []),
    ...(missing.length > 0 ? [`lacks: ${missing.join(', ')}`] : []),
    ...(other.length > 0 ? [`other bytes: ${other.join(', ')}`] : []),
  ];
  return problems.length === 0 ? undefined : `${stage}, ${fault}: ${problems.join('; ')}`;
}

/**
 * What is wrong with how a run met a full disk: it succeeds, or fails in one line that says so.
 */
export function describeFullDisk({ exitCode, stderr }: Trial['disturbed']): string | undefined {
  if (exitCode === 0) return undefined;
  const line = stderr.split('\n').find((each) => each.startsWith('error: '));
  if (exitCode === 1 && line !== undefined && /disk is full|no space left/i.test(line)) {
    return undefined;
  }
  return `ended with ${exitCode} and ${line ?? stderr.slice(0, 200)}`;
}
