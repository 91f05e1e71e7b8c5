import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from '@gender/core/node';
import {
  bytesPerElement,
  createNpyRowWriter,
  elementCount,
  encodeNpyHeader,
  type Float32Tensor,
} from '@gender/tensor';
import {
  commonRows,
  readRecord,
  recordPath,
  writeRecord,
  type FeatureRecord,
} from './feature-record.js';

/** Writes a feature store row by row; what a killed run has written is found again. */
export interface RowWriter extends AsyncDisposable {
  /** How many rows are there. */
  readonly rows: number;
  /** Appends rows of shape `(n, …rowShape)` and flushes them to the disk. */
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
  const shape = [record.images.length, ...record.rowShape];
  const header = encodeNpyHeader('float32', shape);
  const rowBytes = elementCount(record.rowShape) * bytesPerElement('float32');
  const kept = await rowsToKeep(partial, partialRecord, record, header.length, rowBytes);

  const handle = await openPartial(partial);
  let position = kept === 0 ? 0 : header.length + kept * rowBytes;
  await handle.truncate(position);
  if (kept > 0) await handle.write(header, 0, header.length, 0);
  await writeRecord(partialRecord, record);
  const sink = async (bytes: Uint8Array): Promise<void> => {
    try {
      await writeAll(handle, bytes, position);
      await handle.datasync();
    } catch (cause) {
      throw FileError.from(partial, 'write', cause);
    }
    position += bytes.length;
  };
  const writer = await createNpyRowWriter(sink, 'float32', shape, kept);

  return {
    get rows() {
      return writer.rows;
    },
    append: (rows) => writer.write(rows),
    finish: async () => {
      writer.finish();
      await handle.sync();
      await rm(recordPath(path), { force: true });
      await rename(partial, path);
      await rename(partialRecord, recordPath(path));
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** Rows of an interrupted run that are whole and would come out the same. */
async function rowsToKeep(
  partial: string,
  partialRecord: string,
  record: FeatureRecord,
  headerBytes: number,
  rowBytes: number,
): Promise<number> {
  const previous = await readRecord(partialRecord);
  const size = await stat(partial).then(
    (stats) => stats.size,
    () => 0,
  );
  const written = Math.max(0, Math.floor((size - headerBytes) / rowBytes));
  return previous === undefined ? 0 : Math.min(written, commonRows(previous, record));
}

async function openPartial(partial: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(partial), { recursive: true });
    return await open(partial, 'r+').catch(() => open(partial, 'w+'));
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
