import type { ProgressReporter } from '@gender/core';
import { TaskProgress } from './progress-text.js';

/** Time between two lines of one task: a log of an hour stays readable. */
const interval = 5000;

/** A line every tenth of the work, where it takes long, and at least every so often. */
const longestSilence = 60_000;

/** Shows progress as plain lines, for pipes and logs: every 10 %, and not more often than every 5 s. */
export function createLineProgress(
  write: (line: string) => void,
  now: () => number,
): ProgressReporter {
  return {
    start: (options) => {
      const progress = new TaskProgress(options, now);
      let shownAt = now();
      let shownRatio = progress.ratio;
      return {
        advance: (units, note) => {
          progress.advance(units, note);
          const silence = now() - shownAt;
          const further = gainsTenth(shownRatio, progress.ratio);
          const due = silence >= longestSilence || (silence >= interval && further);
          if (!due || progress.ratio === 1) return;
          shownAt = now();
          shownRatio = progress.ratio;
          write(progress.running());
        },
        stop: () => {
          if (progress.moved) write(progress.finished());
        },
      };
    },
  };
}

/** Whether a tenth of all has been done since; never where the total is unknown. */
function gainsTenth(before: number | undefined, after: number | undefined): boolean {
  return before !== undefined && after !== undefined && after - before >= 0.1;
}
