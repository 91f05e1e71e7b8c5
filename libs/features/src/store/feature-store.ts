import { openFileSource } from '@gender/core/node';
import {
  elementCount,
  formatShape,
  hasDType,
  readNpyHeader,
  readNpyRows,
  readNpyRowsInto,
  tensor,
  type Float32Tensor,
  type NpyHeader,
} from '@gender/tensor';
import { required } from '@gender/core';
import { readRecord, recordPath, rowChecksum, type FeatureRecord } from './feature-record.js';
import { FeaturesError } from '../features-error.js';

/** Features on disk, read by rows; end it with `await using`. */
export interface FeatureStore extends AsyncDisposable {
  readonly path: string;
  /** What made the rows; its `images` name the picture and the label of each row. */
  readonly record: FeatureRecord;
  /** The number of rows. */
  readonly length: number;
  /** Shape of one row, for example `(7, 7, 512)`. */
  readonly rowShape: readonly number[];
  /**
   * Rows `start` up to but not including `end`, shape `(end − start, …rowShape)`.
   *
   * @throws FeaturesError (`FEATURES_STORE`) when one is not as it was computed.
   */
  read(start: number, end: number): Promise<Float32Tensor>;
  /**
   * The named rows in the given order, shape `(rows.length, …rowShape)`.
   *
   * @param target - memory of at least their size that may be used for them; default: new memory
   * @throws FeaturesError (`FEATURES_STORE`) when one is not as it was computed.
   */
  gather(rows: readonly number[], target?: Float32Array<ArrayBuffer>): Promise<Float32Tensor>;
}

/**
 * Opens the feature store at `path` (`….npy`) with its record beside it.
 *
 * @throws FileError when the file does not exist.
 * @throws TensorError when it is not an `.npy` file or is cut short.
 * @throws FeaturesError (`FEATURES_STORE`) when it does not match its record.
 */
export async function openFeatureStore(path: string): Promise<FeatureStore> {
  const source = await openFileSource(path);
  try {
    const header = await readNpyHeader(source);
    const record = checkRecord(path, header, await readRecord(recordPath(path)));
    const { rowShape } = record;
    const rowSize = elementCount(rowShape);

    const check = (row: number, values: Float32Array): void => {
      const { file, crc32 } = required(record.images[row], `the record of row ${row}`);
      if (rowChecksum(values) !== crc32) throw changedRow(path, row, file);
    };
    const read = async (start: number, end: number): Promise<Float32Tensor> => {
      const rows = await readNpyRows(source, header, start, end);
      if (!hasDType(rows, 'float32')) throw storeError(path, header, record);
      for (let row = start; row < end; row += 1) {
        check(row, rows.data.subarray((row - start) * rowSize, (row - start + 1) * rowSize));
      }
      return rows;
    };
    const gather: FeatureStore['gather'] = async (
      rows,
      target = new Float32Array(rows.length * rowSize),
    ) => {
      const data = target.subarray(0, rows.length * rowSize);
      const fill = async (row: number, index: number): Promise<void> => {
        const place = data.subarray(index * rowSize, (index + 1) * rowSize);
        await readNpyRowsInto(source, header, row, row + 1, place);
        check(row, place);
      };
      await Promise.all(rows.map(fill));
      return tensor('float32', [rows.length, ...rowShape], data);
    };

    const length = record.images.length;
    return {
      path,
      record,
      length,
      rowShape,
      read,
      gather,
      [Symbol.asyncDispose]: () => source.close(),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Rows that `damagedRows` reads at once. */
const ROWS_AT_ONCE = 32;

/** The rows of a store that are not as they were computed. */
export async function damagedRows(store: FeatureStore): Promise<ReadonlySet<number>> {
  const damaged = new Set<number>();
  for (let start = 0; start < store.length; start += ROWS_AT_ONCE) {
    const rows = Array.from(
      { length: Math.min(ROWS_AT_ONCE, store.length - start) },
      (_, index) => start + index,
    );
    await Promise.all(
      rows.map((row) =>
        store.read(row, row + 1).catch((cause: unknown) => {
          if (!(cause instanceof FeaturesError)) throw cause;
          damaged.add(row);
        }),
      ),
    );
  }
  return damaged;
}

function changedRow(path: string, row: number, file: string): FeaturesError {
  return new FeaturesError(
    'FEATURES_STORE',
    `${path}: row ${row}, of ${file}, is not as it was computed; extract again, which computes it anew`,
  );
}

function checkRecord(
  path: string,
  header: NpyHeader,
  record: FeatureRecord | undefined,
): FeatureRecord {
  const fits =
    header.dtype === 'float32' &&
    record !== undefined &&
    header.shape.join() === [record.images.length, ...record.rowShape].join();
  if (!fits) throw storeError(path, header, record);
  return record;
}

function storeError(
  path: string,
  header: NpyHeader,
  record: FeatureRecord | undefined,
): FeaturesError {
  const found = `${header.dtype} of shape ${formatShape(header.shape)}`;
  const expected = record
    ? `describes float32 of shape ${formatShape([record.images.length, ...record.rowShape])}`
    : 'is missing or cannot be read';
  return new FeaturesError(
    'FEATURES_STORE',
    `${path} holds ${found}, but ${recordPath(path)} ${expected}; delete both and extract again`,
  );
}
