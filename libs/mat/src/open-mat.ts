import { memorySource, silentProgress, type ByteSource, type ProgressReporter } from '@gender/core';
import { platform } from '#platform';
import { MatFile } from './mat-file.js';
import { openContainer } from './open-container.js';
import type { OwnedSource } from './platform/platform.js';

/** Where a MAT-file comes from: a path (in Node), bytes, a `Blob`, a byte source, or a stream. */
export type MatOrigin = string | Uint8Array | Blob | ByteSource | ReadableStream<Uint8Array>;

export interface OpenMatOptions {
  /** Shows how much of the file was read. */
  progress?: ProgressReporter | undefined;
}

/**
 * Opens a MAT-file of any version: 4, 5 (`save -v6` and `-v7`) and, in Node, 7.3.
 *
 * A stream is kept first, in Node in a temporary file; so is a file of version 7.3 that comes from
 * memory. A byte source that was passed in is not closed.
 *
 * @throws MatError when it is no MAT-file, or one that is cut short.
 * @throws FileError when there is no such file.
 * @example
 * ```ts
 * await using file = await openMat('imagenet-vgg-f.mat');
 * await file.list(); // [{ name: 'layers', shape: [1, 21], class: 'cell', … }, …]
 * await file.read('layers{1}.weights{1}'); // { kind: 'numeric', class: 'single', shape: [11, 11, 3, 64], … }
 * ```
 */
export async function openMat(origin: MatOrigin, options: OpenMatOptions = {}): Promise<MatFile> {
  const source = await toSource(origin);
  const { progress = silentProgress } = options;
  const task = progress.start({
    label: `reading ${source.name}`,
    total: source.byteLength,
    unit: 'bytes',
  });
  const finish = async (): Promise<void> => {
    task.stop();
    await source[Symbol.asyncDispose]();
  };
  try {
    const watched = watchReading(source, (bytes) => task.advance(bytes));
    return new MatFile(source.name, await openContainer(watched), finish);
  } catch (cause) {
    await finish();
    throw cause;
  }
}

async function toSource(origin: MatOrigin): Promise<OwnedSource> {
  if (typeof origin === 'string') return platform.openPath(origin);
  if (origin instanceof ReadableStream) return platform.keepStream(origin);
  if (origin instanceof Blob) return borrowed(blobSource(origin));
  return borrowed(origin instanceof Uint8Array ? memorySource(origin) : origin);
}

/** A source that somebody else closes. */
function borrowed(source: ByteSource): OwnedSource {
  return {
    name: source.name,
    path: source.path,
    byteLength: source.byteLength,
    slice: (start, end) => source.slice(start, end),
    readInto: source.readInto?.bind(source),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function blobSource(blob: Blob): ByteSource {
  return {
    name: blob instanceof File ? blob.name : 'blob',
    byteLength: blob.size,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/** The same source; `onAdvance` hears by how many bytes the furthest byte that was read moved. */
function watchReading(source: ByteSource, onAdvance: (bytes: number) => void): ByteSource {
  let furthest = 0;
  const advance = (end: number): void => {
    if (end > furthest) onAdvance(end - furthest);
    furthest = Math.max(furthest, end);
  };
  const readInto = source.readInto?.bind(source);
  return {
    name: source.name,
    path: source.path,
    byteLength: source.byteLength,
    slice: (start, end) => {
      advance(end);
      return source.slice(start, end);
    },
    readInto:
      readInto &&
      ((start, target) => {
        advance(start + target.length);
        return readInto(start, target);
      }),
  };
}
