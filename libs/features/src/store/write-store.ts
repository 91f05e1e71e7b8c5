import { writeWhole } from '@gender/core/node';
import {
  bytesPerElement,
  createNpyRowWriter,
  elementCount,
  type Float32Tensor,
} from '@gender/tensor';
import { writeRecord, type FeatureRecord } from './feature-record.js';
import { decisionPath, nextPath } from './install-store.js';

/** Bytes that are copied at once. */
const CHUNK_BYTES = 4 * 2 ** 20;
/** Rows that are copied at once, however small: each may be a read of its own. */
const MOST_ROWS = 256;

export interface WriteStoreOptions {
  /** What the store will hold. */
  record: FeatureRecord;
  /** Gives rows `start` up to but not including `end`, shape `(end − start, …rowShape)`. */
  read: (start: number, end: number) => Promise<Float32Tensor>;
  signal?: AbortSignal | undefined;
}

/**
 * Writes a store from rows that exist, beside the place of the one at `path`; `installStore` puts it
 * there.
 *
 * @throws FileError when it cannot be written; errors of `read` pass through.
 */
export async function writeStore(path: string, options: WriteStoreOptions): Promise<void> {
  const { record, read, signal } = options;
  const { rowShape, images } = record;
  const rowBytes = elementCount(rowShape) * bytesPerElement('float32');
  const step = Math.min(MOST_ROWS, Math.max(1, Math.floor(CHUNK_BYTES / rowBytes)));
  await writeWhole(nextPath(path), async (handle) => {
    const shape = [images.length, ...rowShape];
    const writer = await createNpyRowWriter((bytes) => handle.writeFile(bytes), 'float32', shape);
    for (let start = 0; start < images.length; start += step) {
      signal?.throwIfAborted();
      await writer.write(await read(start, Math.min(start + step, images.length)));
    }
    writer.finish();
  });
  await writeRecord(decisionPath(nextPath(path)), record);
}
