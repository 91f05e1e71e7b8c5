import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { readRecord, recordPath, sameProvenance, type RowProvenance } from './feature-record.js';
import { damagedRows, openFeatureStore, type FeatureStore } from './feature-store.js';

/** Where a row is in its source, and the CRC-32 of its bytes. */
export interface StoredRow {
  readonly row: number;
  readonly crc32: number;
}

/** Rows that are found by their picture. */
export interface RowSource {
  /** The row of each picture, by its SHA-256. */
  readonly rows: ReadonlyMap<string, StoredRow>;
  /** Rows `start` up to but not including `end`, shape `(end − start, …rowShape)`. */
  read(start: number, end: number): Promise<Float32Tensor>;
}

/** Rows of finished stores; end it with `await using`. */
export interface RowSources extends AsyncDisposable {
  readonly sources: readonly RowSource[];
}

/**
 * Finds the rows of pictures in the stores that exist among `paths` and were made in the same way;
 * those that are absent or different are passed over, as are rows that are not as they were computed.
 *
 * @param pictures - the SHA-256 of each picture that is wanted
 */
export async function openRowSources(
  paths: readonly string[],
  provenance: RowProvenance,
  pictures: Iterable<string>,
): Promise<RowSources> {
  const wanted = new Set(pictures);
  const stores: FeatureStore[] = [];
  const sources: RowSource[] = [];
  for (const path of new Set(paths)) {
    const record = await readRecord(recordPath(path));
    if (record === undefined || !sameProvenance(record, provenance)) continue;
    if (!record.images.some(({ sha256 }) => wanted.has(sha256))) continue;
    const store = await openFeatureStore(path).catch(() => undefined);
    if (store === undefined) continue;
    stores.push(store);
    const damaged = await damagedRows(store);
    const rows = new Map<string, StoredRow>();
    for (const [row, { sha256, crc32 }] of store.record.images.entries()) {
      if (!damaged.has(row) && wanted.delete(sha256)) rows.set(sha256, { row, crc32 });
    }
    sources.push({ rows, read: (start, end) => store.read(start, end) });
  }
  return {
    sources,
    [Symbol.asyncDispose]: async () => {
      for (const store of stores) await store[Symbol.asyncDispose]();
    },
  };
}

/**
 * The rows of pictures, in their order, shape `(pictures.length, …rowShape)`.
 *
 * @throws Error when no source has one of them.
 */
export async function gatherRows(
  sources: readonly RowSource[],
  pictures: readonly string[],
  rowShape: readonly number[],
): Promise<Float32Tensor> {
  const size = elementCount(rowShape);
  const data = new Float32Array(pictures.length * size);
  await Promise.all(
    pictures.map(async (picture, index) => {
      const source = sources.find(({ rows }) => rows.has(picture));
      const stored = source?.rows.get(picture);
      if (source === undefined || stored === undefined) throw new Error(`no row of ${picture}`);
      const { row } = stored;
      data.set((await source.read(row, row + 1)).data, index * size);
    }),
  );
  return tensor('float32', [pictures.length, ...rowShape], data);
}
