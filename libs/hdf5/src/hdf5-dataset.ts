import {
  bytesPerElement,
  elementCount,
  formatShape,
  tensor,
  zeros,
  type DType,
  type Tensor,
} from '@gender/tensor';
import type { Metadata } from 'h5wasm/node';
import { datasetMetadata, requireBytes } from './dataset-metadata.js';
import { elementType, type ElementType } from './element-type.js';
import type { FileContext } from './file-context.js';
import { withBuffer } from './h5wasm.js';
import { Hdf5Error } from './hdf5-error.js';
import { Hdf5Object } from './hdf5-object.js';
import { rowPieces, rowRange, type RowRange } from './row-pieces.js';
import { readStored, type StoredBytes } from './stored-bytes.js';

/** An array of numbers in an HDF5 file. Floats of 16 bits, IEEE's and bfloat16, are read as 32-bit ones. */
export class Hdf5Dataset extends Hdf5Object {
  override readonly kind = 'dataset';
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly #metadata: Metadata;
  readonly #elements: ElementType;

  /** @internal */
  constructor(file: FileContext, path: string, elements?: ElementType) {
    super(file, path);
    this.#metadata = datasetMetadata(file, path);
    this.#elements = elements ?? requireNumbers(file, path, this.#metadata);
    this.dtype = this.#elements.dtype;
    this.shape = this.#metadata.shape ?? [0];
    requireBytes(file, path, this.#metadata, this.shape);
  }

  /**
   * Reads everything, in pieces of some megabytes, so that hardly more memory is needed than the
   * result takes.
   *
   * @throws Hdf5Error (`HDF5_FORMAT`) when the bytes are damaged.
   */
  read(): Tensor {
    const [rows] = this.shape;
    if (rows !== undefined) return this.readRows(0, rows);
    const target = zeros(this.dtype, 1);
    this.#copy(target, this.#metadata.size, null);
    return tensor(this.dtype, [], target);
  }

  /**
   * Reads rows `start` up to but not including `end` along the first axis.
   *
   * @returns a tensor of shape `(end - start, …)`
   * @throws RangeError for rows that do not exist.
   * @throws Hdf5Error (`HDF5_FORMAT`) when the bytes are damaged.
   */
  readRows(start: number, end: number): Tensor {
    const [rows, ...rest] = this.shape;
    if (rows === undefined || start < 0 || end < start || end > rows) {
      throw new RangeError(
        `${this.file.path}: ${this.path} of shape ${formatShape(this.shape)} has no rows ${start} to ${end}`,
      );
    }
    const shape = [end - start, ...rest];
    const target = zeros(this.dtype, elementCount(shape));
    const rowLength = elementCount(rest);
    const rowBytes = rowLength * this.#metadata.size;
    const stored = this.stored();
    if (stored) {
      readStored(stored, start * rowBytes, target);
      return tensor(this.dtype, shape, target);
    }
    for (const [from, to] of rowPieces(start, end, rowBytes, this.#metadata.chunks?.[0])) {
      const piece = target.subarray((from - start) * rowLength, (to - start) * rowLength);
      this.#copy(piece, (to - from) * rowBytes, rowRange(this.shape, from, to));
    }
    return tensor(this.dtype, shape, target);
  }

  /**
   * Where the elements lie in the file as they are in memory; `undefined` where they are in chunks,
   * compressed, or of another type.
   */
  stored(): StoredBytes | undefined {
    const { chunks, size, littleEndian } = this.#metadata;
    const byteLength = elementCount(this.shape) * size;
    if (chunks || !littleEndian || size !== bytesPerElement(this.dtype)) return undefined;
    const found = this.file.storedBytes(this.path);
    const fits = found?.byteLength === byteLength;
    return fits && found.offset + byteLength <= this.file.byteLength ? found : undefined;
  }

  /**
   * All rows in order, some megabytes at a time: tensors of shape `(n, …)`.
   *
   * @throws Hdf5Error (`HDF5_FORMAT`) when the bytes are damaged.
   */
  *pieces(): Generator<Tensor> {
    const [rows = 0, ...rest] = this.shape;
    const rowBytes = elementCount(rest) * this.#metadata.size;
    for (const [from, to] of rowPieces(0, rows, rowBytes, this.#metadata.chunks?.[0])) {
      yield this.readRows(from, to);
    }
  }

  /** Fills `target` with a range of rows, or with everything. */
  #copy(target: Tensor['data'], byteLength: number, rows: RowRange | null): void {
    if (byteLength === 0) return;
    const { module } = this.file;
    const { count, offset, strides } = rows ?? { count: null, offset: null, strides: null };
    withBuffer(module, byteLength, (address) => {
      this.file.read(`dataset ${this.path}`, (id) =>
        module.get_dataset_data(id, this.path, count, offset, strides, BigInt(address)),
      );
      const bytes = module.HEAPU8.subarray(address, address + byteLength);
      target.set(this.#elements.decode(bytes) as never);
    });
  }
}

function requireNumbers(file: FileContext, path: string, metadata: Metadata): ElementType {
  const elements = elementType(metadata, file.numberFormat(path));
  if (elements) return elements;
  throw new Hdf5Error(
    'HDF5_UNSUPPORTED',
    `${file.path}: dataset ${path} has HDF5 type class ${metadata.type} of ${metadata.size} bytes; only whole integers, floats of IEEE 754, bfloat16 and booleans are read`,
  );
}
