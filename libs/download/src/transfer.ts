import type { ProgressReporter } from '@gender/core';
import { FileError } from '@gender/core/node';
import type { FileHandle } from 'node:fs/promises';
import type { PartialFile } from './partial-file.js';
import { requestFile, type Fetch, type FileBody } from './request.js';
import { TransferFailure, failureReason } from './transfer-failure.js';

/** What one attempt needs. */
export interface TransferOptions {
  readonly url: string;
  readonly label: string;
  readonly partial: PartialFile;
  /** The length that the file must have; absent: whatever the server says. */
  readonly bytes?: number | undefined;
  readonly fetch: Fetch;
  readonly progress: ProgressReporter;
  readonly signal: AbortSignal;
  /** Give the attempt up when nothing arrives for so long. */
  readonly stallMilliseconds: number;
}

/**
 * Makes one attempt to get all of a file, or the rest of it, into the partial file.
 *
 * @returns how many bytes came in this attempt
 * @throws TransferFailure when the file is not complete afterwards; what came stays.
 */
export async function transfer(options: TransferOptions): Promise<number> {
  const known = await options.partial.resumable(options.url);
  if (known && known.bytes === known.total) return 0;
  const stall = stallTimer(options.stallMilliseconds);
  const signal = AbortSignal.any([options.signal, stall.signal]);
  try {
    const body = await requestFile(options.url, known, options.fetch, signal);
    checkTotal(body.total, options.bytes);
    return await receive(body, options, stall.restart);
  } catch (error) {
    options.signal.throwIfAborted();
    if (!stall.signal.aborted) throw error;
    const words = `nothing arrived for ${options.stallMilliseconds / 1000} s`;
    throw new TransferFailure('DOWNLOAD_NETWORK', words, { isRetryable: true }, { cause: error });
  } finally {
    stall.stop();
  }
}

async function receive(
  body: FileBody,
  { url, label, partial, progress }: TransferOptions,
  onChunk: () => void,
): Promise<number> {
  const { start, total, validator } = body;
  const resumable = validator !== undefined && total !== undefined;
  const handle = await partial
    .openAt(start, resumable ? { url, validator, total } : undefined)
    .catch((cause: unknown) => {
      throw cause instanceof FileError ? cause : FileError.from(partial.path, 'write', cause);
    });
  const task = progress.start({
    label,
    unit: 'bytes',
    initial: start,
    ...(total !== undefined && { total }),
  });
  let position = start;
  try {
    for await (const chunk of untilBroken(body.chunks)) {
      await writeAt(handle, chunk, position, partial.path);
      position += chunk.length;
      task.advance(chunk.length);
      onChunk();
    }
    await handle.sync();
  } finally {
    task.stop();
    await handle.close();
  }
  if (total !== undefined && position !== total) {
    const words = `the connection ended after ${position} of ${total} bytes`;
    throw new TransferFailure('DOWNLOAD_NETWORK', words, { isRetryable: position < total });
  }
  return position - start;
}

/** Writing at a place, not behind what is there, keeps two runs at once from mixing their bytes. */
async function writeAt(
  handle: FileHandle,
  chunk: Uint8Array,
  position: number,
  path: string,
): Promise<void> {
  try {
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await handle.write(
        chunk,
        done,
        chunk.length - done,
        position + done,
      );
      done += bytesWritten;
    }
  } catch (cause) {
    throw FileError.from(path, 'write', cause);
  }
}

/** Tells a broken connection from an error of the file that is written. */
async function* untilBroken(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    const words = `the connection broke: ${failureReason(cause)}`;
    throw new TransferFailure('DOWNLOAD_NETWORK', words, { isRetryable: true }, { cause });
  }
}

function checkTotal(total: number | undefined, expected: number | undefined): void {
  if (total === undefined || expected === undefined || total === expected) return;
  const words = `the file has ${total} bytes, expected ${expected}`;
  throw new TransferFailure('DOWNLOAD_LENGTH', words, { isRetryable: false });
}

/** A signal that fires when `restart` was not called for so long. */
function stallTimer(milliseconds: number): {
  signal: AbortSignal;
  restart: () => void;
  stop: () => void;
} {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  return {
    signal: controller.signal,
    restart: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}
