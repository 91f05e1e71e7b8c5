import type { DType } from './dtype.js';
import { encodeNpyHeader } from './npy-header.js';
import { bytesOf } from './npy.js';
import { formatShape, type Tensor } from './tensor.js';
import { TensorError } from './tensor-error.js';

/** Takes bytes in order, for example a file opened for writing; resolves when more may follow. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

/** Writes an `.npy` file piece by piece. */
export interface NpyRowWriter {
  /** How many rows were written. */
  readonly rows: number;
  /**
   * Writes the next rows, a tensor of shape `(n, …)`.
   *
   * @throws TensorError when its dtype or shape does not fit, or there would be too many rows.
   */
  write(rows: Tensor): Promise<void>;
  /**
   * Checks that every declared row was written; call it before the file is put in its place.
   *
   * @throws TensorError when rows are missing.
   */
  finish(): void;
}

/**
 * Begins an `.npy` file whose rows come later, so that it need never be whole in memory: writes
 * the header, which declares the shape of the finished array.
 *
 * @param shape - `(N, …)`; exactly N rows must follow
 * @param rowsWritten - rows that `sink` already holds, with the header; it then continues after them
 * @throws TensorError (`TENSOR_SHAPE`) for a scalar.
 */
export async function createNpyRowWriter(
  sink: ByteSink,
  dtype: DType,
  shape: readonly number[],
  rowsWritten = 0,
): Promise<NpyRowWriter> {
  const [total, ...row] = shape;
  if (total === undefined) throw new TensorError('TENSOR_SHAPE', 'a single number has no rows');
  let rows = rowsWritten;
  if (rowsWritten === 0) await sink(encodeNpyHeader(dtype, shape));

  return {
    get rows() {
      return rows;
    },
    write: async (piece) => {
      const [count, ...pieceRow] = piece.shape;
      if (
        count === undefined ||
        piece.dtype !== dtype ||
        formatShape(pieceRow) !== formatShape(row) ||
        rows + count > total
      ) {
        throw new TensorError(
          'TENSOR_SHAPE',
          `${piece.dtype} rows of shape ${formatShape(piece.shape)} do not continue an array of shape ${formatShape(shape)} of ${dtype} after row ${rows}`,
        );
      }
      rows += count;
      await sink(bytesOf(piece));
    },
    finish: () => {
      if (rows === total) return;
      throw new TensorError(
        'TENSOR_SHAPE',
        `the array of shape ${formatShape(shape)} has ${rows} of its ${total} rows`,
      );
    },
  };
}
