import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from '@gender/core/node';
import { bytesOf, bytesPerElement, elementCount, encodeNpyHeader, type Float32Tensor } from '@gender/tensor';
import {
  commonRows,
  readRecord,
  recordPath,
  writeRecord,
  type FeatureRecord,
} from './feature-record.js';

/** Writes a feature store row by row; what a killed run has written is found again. */
export interface RowWriter extends AsyncDisposable {
  /** How many rows are already there. */
  readonly rows: number;
  /** Appends rows of shape `(N, …rowShape)` and flushes them to the disk. */
  append(rows: Float32Tensor): Promise<void>;
  /** Gives the complete store its name, together with its record. */
  finish(): Promise<void>;
}

/**
 * Begins the store at `path`, or goes on with the rows that an interrupted run left beside it in
 * `<path>.partial`, as far as they are rows of the same pictures, made in the same way.
 *
 * @throws FileError when it cannot be written.
 */
export async function openRowWriter(path: string, record: FeatureRecord): Promise<RowWriter> {
  const partial = `${path}.partial`;
  const partialRecord = `${partial}.json`;
  const header = encodeNpyHeader('float32', [record.images.length, ...record.rowShape]);
  const rowBytes = elementCount(record.rowShape) * bytesPerElement('float32');
  const written = await writtenRows(partial, header.length, rowBytes);
  const previous = await readRecord(partialRecord);
  let rows = previous === undefined ? 0 : Math.min(written, commonRows(previous, record));

  const handle = await openPartial(partial, rows > 0);
  await handle.truncate(header.length + rows * rowBytes);
  await handle.write(header, 0, header.length, 0);
  await writeRecord(partialRecord, record);

  return {
    get rows() {
      return rows;
    },
    append: async (tensor) => {
      const bytes = bytesOf(tensor);
      try {
        await writeAll(handle, bytes, header.length + rows * rowBytes);
        await handle.datasync();
      } catch (cause) {
        throw FileError.from(partial, 'write', cause);
      }
      rows += bytes.length / rowBytes;
    },
    finish: async () => {
      await handle.sync();
      await rm(recordPath(path), { force: true });
      await rename(partial, path);
      await rename(partialRecord, recordPath(path));
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function writtenRows(partial: string, headerBytes: number, rowBytes: number): Promise<number> {
  const size = await stat(partial).then(
    (stats) => stats.size,
    () => 0,
  );
  return Math.max(0, Math.floor((size - headerBytes) / rowBytes));
}

async function openPartial(partial: string, keep: boolean): Promise<FileHandle> {
  try {
    await mkdir(dirname(partial), { recursive: true });
    return await open(partial, keep ? 'r+' : 'w+');
  } catch (cause) {
    throw FileError.from(partial, 'write', cause);
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
