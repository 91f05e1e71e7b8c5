import { required } from '@gender/core';
import { elementCount, type Float32Tensor } from '@gender/tensor';

/** Features of labelled pictures by rows; a `FeatureStore` is one. */
export interface LabelledRows {
  /** Names them in messages. */
  readonly path: string;
  readonly record: {
    readonly classes: readonly string[];
    /** `label` is an index into the classes. */
    readonly images: readonly { readonly file: string; readonly label: number }[];
  };
  /** The number of rows. */
  readonly length: number;
  /** Shape of one row, for example `(7, 7, 512)`. */
  readonly rowShape: readonly number[];
  /**
   * The named rows in the given order, shape `(rows.length, …rowShape)`.
   *
   * @param target - memory of at least their size that may be used for them; default: new memory
   */
  gather(rows: readonly number[], target?: Float32Array<ArrayBuffer>): Promise<Float32Tensor>;
}

/** Some pictures of a store. */
export interface RowBatch {
  readonly rows: readonly number[];
  /** Class indices, one for each row. */
  readonly labels: Uint32Array;
  /** Shape `(rows.length, …rowShape)`; overwritten when the batch after the next one is read. */
  readonly features: Float32Tensor;
}

/**
 * Reads rows in the given order, each batch while the one before it is being computed, into the same
 * two pieces of memory in turn.
 */
export async function* rowBatches(
  store: LabelledRows,
  order: readonly number[],
  size: number,
): AsyncGenerator<RowBatch> {
  const values = Math.min(size, order.length) * elementCount(store.rowShape);
  const memory = [new Float32Array(values), new Float32Array(values)];
  const read = async (start: number): Promise<RowBatch> => {
    const rows = order.slice(start, start + size);
    const features = await store.gather(rows, memory[(start / size) % 2]);
    return { rows, labels: labelsOf(store, rows), features };
  };
  let ahead = read(0);
  for (let start = 0; start < order.length; start += size) {
    const batch = await ahead;
    ahead = read(start + size);
    ahead.catch(() => undefined);
    yield batch;
  }
}

function labelsOf(store: LabelledRows, rows: readonly number[]): Uint32Array {
  return Uint32Array.from(
    rows,
    (row) => required(store.record.images[row], `the picture of row ${row}`).label,
  );
}
