import { required } from '@gender/core';
import { elementCount, formatShape, type DType } from '@gender/tensor';
import { storedType } from './element-type.js';
import type { FileContext } from './file-context.js';
import { withFixedClock } from './fixed-clock.js';
import { Hdf5Error } from './hdf5-error.js';
import { rowPieces, rowRange } from './row-pieces.js';
import { storedMetadata } from './stored-metadata.js';

/** What a dataset holds. */
export interface DatasetHeader {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** Fills a new dataset from its first row on; the rows go to the disk at once. */
export class DatasetWriter {
  /** How many rows there must be. */
  readonly #length: number;
  readonly #rowBytes: number;
  #rows = 0;

  /**
   * Makes the dataset.
   *
   * h5wasm makes a dataset and fills it in one call, from one buffer. Without a buffer HDF5
   * refuses to fill it, but has made it; then rows can follow piece by piece.
   *
   * @param header - of at least one axis
   */
  constructor(
    private readonly file: FileContext,
    private readonly path: string,
    private readonly header: DatasetHeader,
  ) {
    const { dtype, shape } = header;
    const type = storedType(dtype);
    this.#length = required(shape[0], `the first axis of ${path}`);
    this.#rowBytes = elementCount(shape.slice(1)) * type.size;
    withFixedClock(() =>
      file.module.create_dataset(file.id, path, 0n, storedMetadata(shape, type)),
    );
  }

  /**
   * Writes the next rows.
   *
   * @param bytes - little-endian elements of whole rows
   * @throws Hdf5Error (`HDF5_VALUE`) when they are no whole rows or more than there is room for.
   */
  write(bytes: Uint8Array): void {
    if (this.#rowBytes === 0 || bytes.length === 0) return;
    const first = this.#rows;
    const end = first + bytes.length / this.#rowBytes;
    if (!Number.isInteger(end) || end > this.#length) {
      throw this.#misfit(`${bytes.length} bytes do not fit behind row ${first}`);
    }
    for (const [from, to] of rowPieces(first, end, this.#rowBytes)) {
      this.#writeRange(
        from,
        to,
        bytes.subarray((from - first) * this.#rowBytes, (to - first) * this.#rowBytes),
      );
    }
    this.#rows = end;
  }

  /** @throws Hdf5Error (`HDF5_VALUE`) when rows are missing. */
  finish(): void {
    if (this.#rowBytes > 0 && this.#rows < this.#length) {
      throw this.#misfit(`it ends after ${this.#rows} of its ${this.#length} rows`);
    }
  }

  #writeRange(start: number, end: number, bytes: Uint8Array): void {
    const { count, offset, strides } = rowRange(this.header.shape, start, end);
    this.file.withBytes(bytes, (address) =>
      this.file.write(this.path, (id) =>
        this.file.module.set_dataset_data(id, this.path, count, offset, strides, address),
      ),
    );
  }

  #misfit(problem: string): Hdf5Error {
    const { dtype, shape } = this.header;
    return new Hdf5Error(
      'HDF5_VALUE',
      `${this.file.path}: dataset ${this.path} is ${dtype} of shape ${formatShape(shape)}, but ${problem}`,
    );
  }
}
