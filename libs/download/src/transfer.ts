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
  /** The most bytes that the file may have. */
  readonly maxBytes: number;
  readonly fetch: Fetch;
  readonly progress: ProgressReporter;
  readonly signal: AbortSignal;
  /** Give the attempt up when less than `leastBytes` arrive within this time. */
  readonly stallMilliseconds: number;
  readonly leastBytes: number;
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
  using stall = new StallWatch(options);
  const signal = AbortSignal.any([options.signal, stall.signal]);
  try {
    const body = await requestFile(options.url, known, options.fetch, signal);
    checkTotal(body.total, options);
    return await receive(body, options, stall);
  } catch (error) {
    options.signal.throwIfAborted();
    stall.signal.throwIfAborted();
    throw error;
  }
}

async function receive(
  body: FileBody,
  { url, label, partial, progress, maxBytes }: TransferOptions,
  stall: StallWatch,
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
      if (position + chunk.length > (total ?? maxBytes)) throw tooLong(total ?? maxBytes);
      await writeAt(handle, chunk, position, partial.path);
      position += chunk.length;
      task.advance(chunk.length);
      stall.arrived(chunk.length);
    }
    await handle.sync();
  } finally {
    task.stop();
    await handle.close();
  }
  if (total !== undefined && position < total) {
    const words = `the connection ended after ${position} of ${total} bytes`;
    throw new TransferFailure('DOWNLOAD_NETWORK', words, { isRetryable: true });
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

function checkTotal(
  total: number | undefined,
  { bytes, maxBytes }: Pick<TransferOptions, 'bytes' | 'maxBytes'>,
): void {
  if (total === undefined) return;
  if (bytes !== undefined && total !== bytes) {
    const words = `the file has ${total} bytes, expected ${bytes}`;
    throw new TransferFailure('DOWNLOAD_LENGTH', words, { isRetryable: false });
  }
  if (total > maxBytes) throw tooLong(maxBytes);
}

function tooLong(limit: number): TransferFailure {
  const words = `the server sends more than ${limit} bytes`;
  return new TransferFailure('DOWNLOAD_LENGTH', words, { isRetryable: false, fromStart: true });
}

/** A signal that fires, with the failure as its reason, when too little arrived within one such time. */
class StallWatch implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #arrived = 0;

  constructor({
    stallMilliseconds,
    leastBytes,
  }: Pick<TransferOptions, 'stallMilliseconds' | 'leastBytes'>) {
    this.#timer = setInterval(() => {
      if (this.#arrived < leastBytes) {
        const amount = this.#arrived === 0 ? 'nothing' : `no more than ${this.#arrived} bytes`;
        const words = `${amount} arrived for ${stallMilliseconds / 1000} s`;
        const retry = { isRetryable: true };
        this.#controller.abort(new TransferFailure('DOWNLOAD_NETWORK', words, retry));
      }
      this.#arrived = 0;
    }, stallMilliseconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  arrived(bytes: number): void {
    this.#arrived += bytes;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
