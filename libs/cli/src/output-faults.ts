import { GenderError } from '@gender/core';
import type { ReporterStream } from './reporter-stream.js';

/** The result of a command could not be written. */
export class OutputError extends GenderError<'CLI_OUTPUT'> {
  override readonly name = 'OutputError';
}

/** Nobody reads any more: the pipe was closed (`… | head -1`), or the terminal. */
const readerGone = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

/**
 * Keeps faults of the outputs from ending the work. What nobody reads any more is dropped, and so is
 * what standard error does not take, as there is no other place to say it.
 *
 * @returns waits until all is written; then the fault of standard output, if it lost a result
 */
export function watchOutputs(
  stdout: ReporterStream,
  stderr: ReporterStream,
): () => Promise<OutputError | undefined> {
  let fault: OutputError | undefined;
  stderr.on('error', () => undefined);
  stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== undefined && readerGone.has(cause.code)) return;
    fault ??= new OutputError('CLI_OUTPUT', `cannot write to standard output: ${cause.message}`, {
      cause,
    });
  });
  return async () => {
    await new Promise<void>((resolve) => {
      stdout.write('', () => {
        resolve();
      });
    });
    return fault;
  };
}
