import { styleText } from 'node:util';
import { silentLogger, silentProgress, type Logger, type ProgressReporter } from '@gender/core';
import { createBarProgress } from './bar-progress.js';
import { createLineProgress } from './line-progress.js';
import type { ReporterStream } from './reporter-stream.js';

/** Where a terminal has colours, the words that tell what kind of line it is have one. */
export function paint(
  color: 'dim' | 'red' | 'yellow',
  text: string,
  { isTTY, hasColors }: ReporterStream,
): string {
  return isTTY && hasColors?.() ? styleText(color, text, { validateStream: false }) : text;
}

/** How much to say. */
export interface ReporterOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** The logger and the progress of one run; both write to standard error. */
export interface Reporter {
  readonly logger: Logger;
  readonly progress: ProgressReporter;
  /** Writes a line above bars that are drawn; absent where none can be. */
  readonly writeAbove?: (line: string) => void;
  /** Clears what is still drawn, so that other output can follow. */
  readonly close: () => void;
}

/** Bars on a terminal, plain lines elsewhere, nothing when quiet; details only when verbose. */
export function createReporter(
  stream: ReporterStream,
  { quiet, verbose }: ReporterOptions,
  now: () => number,
): Reporter {
  if (quiet) return { logger: silentLogger, progress: silentProgress, close: () => undefined };
  if (stream.isTTY) {
    const bars = createBarProgress(stream, now);
    return {
      logger: createLogger(bars.writeLine, stream, verbose),
      progress: bars,
      writeAbove: bars.writeLine,
      close: bars.close,
    };
  }
  const write = (line: string): void => void stream.write(`${line}\n`);
  return {
    logger: createLogger(write, stream, verbose),
    progress: createLineProgress(write, now),
    close: () => undefined,
  };
}

function createLogger(
  write: (line: string) => void,
  stream: ReporterStream,
  verbose: boolean,
): Logger {
  return {
    debug: (message) =>
      verbose ? write(`${paint('dim', 'debug:', stream)} ${message}`) : undefined,
    info: write,
    warn: (message) => write(`${paint('yellow', 'warning:', stream)} ${message}`),
  };
}
