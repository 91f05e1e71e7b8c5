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
import { readRecord, recordPath, type FeatureRecord } from './feature-record.js';
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
  /** Rows `start` up to but not including `end`, shape `(end − start, …rowShape)`. */
  read(start: number, end: number): Promise<Float32Tensor>;
  /**
   * The named rows in the given order, shape `(rows.length, …rowShape)`.
   *
   * @param target - memory of at least their size that may be used for them; default: new memory
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

    const read = async (start: number, end: number): Promise<Float32Tensor> => {
      const rows = await readNpyRows(source, header, start, end);
      if (!hasDType(rows, 'float32')) throw storeError(path, header, record);
      return rows;
    };
    const gather: FeatureStore['gather'] = async (
      rows,
      target = new Float32Array(rows.length * rowSize),
    ) => {
      const data = target.subarray(0, rows.length * rowSize);
      const fill = (row: number, index: number): Promise<void> => {
        const place = data.subarray(index * rowSize, (index + 1) * rowSize);
        return readNpyRowsInto(source, header, row, row + 1, place);
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
