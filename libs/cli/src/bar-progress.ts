import type { ProgressReporter } from '@gender/core';
import cliProgress, { type Options } from 'cli-progress';
import { TaskProgress } from './progress-text.js';
import type { ReporterStream } from './reporter-stream.js';

const { Format, MultiBar, Presets } = cliProgress; // CommonJS

/** The width of a terminal that does not tell. */
const usualColumns = 80;

/** Clears what a bar has left to the right of the cursor. */
const eraseToEnd = '\x1B[K';

/** Bars on a terminal, one line for each running task, redrawn in place. */
export interface BarProgress extends ProgressReporter {
  /** Writes a line above the bars. */
  readonly writeLine: (line: string) => void;
  /** Removes all bars and gives the cursor back. */
  readonly close: () => void;
}

/** Shows progress as bars on a terminal; a finished bar becomes a plain line. */
export function createBarProgress(stream: ReporterStream, now: () => number): BarProgress {
  let running = 0;
  // The last column stays free: some terminals begin a new line there.
  const room = (): number => (stream.columns || usualColumns) - 1;
  const bars = new MultiBar(
    {
      stream,
      format: (options, _params, progress: TaskProgress) =>
        progress.running(room(), (ratio, barsize) => drawBar(ratio, { ...options, barsize })),
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  const writeLine = (line: string): void => {
    if (running > 0) bars.log(`${line}${eraseToEnd}\n`);
    else stream.write(`${line}\n`);
  };
  const close = (): void => {
    if (running === 0) return;
    running = 0;
    bars.update();
    bars.stop();
  };
  return {
    writeLine,
    close,
    start: (options) => {
      const progress = new TaskProgress(options, now);
      const bar = bars.create(1, 0, progress);
      running += 1;
      return {
        advance: (units, note) => progress.advance(units, note),
        stop: () => {
          if (progress.moved) writeLine(progress.finished());
          if (!bars.remove(bar)) return;
          running -= 1;
          if (running === 0) bars.stop();
        },
      };
    },
  };
}

function drawBar(ratio: number, options: Options): string {
  return Format.BarFormat(ratio, options);
}
