/** What a piece of long work is and how far it goes. */
export interface ProgressTaskOptions {
  /** What is being done, for example `extracting features`. */
  label: string;
  /** How many units there are in all; absent where nobody knows. */
  total?: number;
  /** What is counted, for example `images`, `bytes`, `steps`. */
  unit: string;
  /** Units already done by an earlier run; they do not count towards the rate. */
  initial?: number;
  /** Leaves no line when it ends, because the caller writes one of its own; default false. */
  transient?: boolean;
}

/** One running piece of long work. */
export interface ProgressTask {
  /** Counts `units` more as done, with an optional note to show, such as the current loss. */
  advance(units: number, note?: string): void;
  /** Ends the task, whether or not all units were done. */
  stop(): void;
}

/** Shows long work to a person. */
export interface ProgressReporter {
  /** Begins a task; the caller stops it in a `finally`. */
  start(options: ProgressTaskOptions): ProgressTask;
}

/** A reporter that shows nothing; the default everywhere. */
export const silentProgress: ProgressReporter = {
  start: () => ({ advance: () => undefined, stop: () => undefined }),
};
