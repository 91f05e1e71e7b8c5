import { bytesOf, elementCount, type Tensor } from '@gender/tensor';
import type { Metadata } from 'h5wasm/node';
import { storedType, TypeClass } from './element-type.js';
import type { FileContext } from './file-context.js';
import { withFixedClock } from './fixed-clock.js';
import { checked, withBuffer } from './h5wasm.js';
import { Hdf5Error } from './hdf5-error.js';
import { rowPieces, rowRange } from './row-pieces.js';
import { encodeFixedStrings } from './strings.js';

/**
 * The largest attribute in bytes: HDF5 keeps attributes in object headers, whose messages have
 * 16-bit sizes. (Keras cuts its lists of names to the same figure.)
 */
export const MAX_ATTRIBUTE_BYTES = 64_512;

/** HDF5's number for the ASCII character set (`H5T_cset_t`). */
const ASCII = 0;

type StoredType = Pick<Metadata, 'type' | 'size' | 'signed' | 'cset'> & { vlen?: boolean };

/** Fills a group of a new HDF5 file. */
export class Hdf5GroupWriter {
  readonly #file: FileContext;
  /** Without a slash at its end; the root is ''. */
  readonly #path: string;

  /** @internal */
  constructor(file: FileContext, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /**
   * Gives this group an attribute.
   *
   * Strings are stored with a fixed length and read as bytes in every version of h5py; a single
   * one too long for that (64 512 bytes) becomes a variable-length ASCII string, which does too.
   *
   * @throws Hdf5Error (`HDF5_VALUE`) for strings with a zero byte, which HDF5 takes for their end,
   *   and for more than 64 512 bytes of strings or numbers.
   */
  setAttribute(name: string, value: string | readonly string[] | Tensor): void {
    if (typeof value === 'string') this.#setStrings(name, [value], []);
    else if ('dtype' in value) this.#setNumbers(name, value);
    else this.#setStrings(name, value, [value.length]);
  }

  /** The group at a path below this one, made where it does not exist. */
  group(path: string): Hdf5GroupWriter {
    let full = this.#path;
    for (const name of path.split('/')) {
      this.#requireName(path, name);
      full = `${full}/${name}`;
      if (!this.#exists(full))
        this.#write(full, (id) => this.#file.module.create_group(id, full, false));
    }
    return new Hdf5GroupWriter(this.#file, full);
  }

  /**
   * Writes a tensor as a dataset; groups on its path are made.
   *
   * @throws Hdf5Error (`HDF5_VALUE`) when the path is taken.
   */
  dataset(path: string, source: Tensor): void {
    const slash = path.lastIndexOf('/');
    if (slash >= 0) return this.group(path.slice(0, slash)).dataset(path.slice(slash + 1), source);
    this.#requireName(path, path);
    const full = `${this.#path}/${path}`;
    if (this.#exists(full)) {
      throw new Hdf5Error('HDF5_VALUE', `${this.#file.path}: ${full} is written twice`);
    }
    if (source.shape.length === 0) this.#create(full, source, bytesOf(source));
    else this.#writeRows(full, source);
  }

  /**
   * h5wasm makes a dataset and fills it in one call, from one buffer. Without a buffer HDF5
   * refuses to fill it, but has made it; then rows can follow piece by piece.
   */
  #writeRows(path: string, source: Tensor): void {
    const { module } = this.#file;
    withFixedClock(() =>
      module.create_dataset(
        this.#file.id,
        path,
        0n,
        metadataOf(source.shape, storedType(source.dtype)),
      ),
    );
    const [rows = 0, ...rest] = source.shape;
    const bytes = bytesOf(source);
    const rowBytes = elementCount(rest) * storedType(source.dtype).size;
    for (const [start, end] of rowPieces(0, rowBytes === 0 ? 0 : rows, rowBytes)) {
      const { count, offset, strides } = rowRange(source.shape, start, end);
      this.#withBytes(bytes.subarray(start * rowBytes, end * rowBytes), (address) =>
        this.#write(path, (id) =>
          module.set_dataset_data(id, path, count, offset, strides, address),
        ),
      );
    }
  }

  #create(path: string, { shape, dtype }: Tensor, bytes: Uint8Array): void {
    this.#withBytes(bytes, (address) =>
      this.#write(path, (id) =>
        this.#file.module.create_dataset(id, path, address, metadataOf(shape, storedType(dtype))),
      ),
    );
  }

  #setStrings(name: string, strings: readonly string[], shape: readonly number[]): void {
    if (strings.some((text) => text.includes('\0'))) {
      throw new Hdf5Error(
        'HDF5_VALUE',
        `${this.#file.path}: attribute '${name}' holds a zero byte, which HDF5 takes for the end of a string`,
      );
    }
    const { bytes, size } = encodeFixedStrings(strings);
    const type = { type: TypeClass.string, size, signed: false, cset: ASCII };
    if (shape.length > 0 || bytes.length <= MAX_ATTRIBUTE_BYTES) {
      this.#setBytes(name, bytes, metadataOf(shape, type));
      return;
    }
    const metadata = metadataOf(shape, { ...type, size: 4, vlen: true });
    this.#write(this.#describe(name), (id) =>
      this.#file.module.create_vlen_str_attribute(id, this.#path || '/', name, strings, metadata),
    );
  }

  #setNumbers(name: string, value: Tensor): void {
    this.#setBytes(name, bytesOf(value), metadataOf(value.shape, storedType(value.dtype)));
  }

  #setBytes(name: string, bytes: Uint8Array, metadata: ReturnType<typeof metadataOf>): void {
    if (bytes.length > MAX_ATTRIBUTE_BYTES) {
      throw new Hdf5Error(
        'HDF5_VALUE',
        `${this.#file.path}: attribute '${name}' has ${bytes.length} bytes, HDF5 takes ${MAX_ATTRIBUTE_BYTES}; split it or make it a dataset`,
      );
    }
    this.#withBytes(bytes, (address) =>
      this.#write(this.#describe(name), (id) =>
        this.#file.module.create_attribute(id, this.#path || '/', name, address, metadata),
      ),
    );
  }

  #describe(attribute: string): string {
    return `attribute '${attribute}' of ${this.#path || '/'}`;
  }

  #withBytes(bytes: Uint8Array, use: (address: bigint) => void): void {
    withBuffer(this.#file.module, bytes.length, (address) => {
      this.#file.module.HEAPU8.set(bytes, address);
      use(BigInt(address));
    });
  }

  #exists(path: string): boolean {
    return checked(() => this.#file.module.get_type(this.#file.id, path)) >= 0;
  }

  #write(object: string, call: (id: bigint) => number): void {
    const { id, path } = this.#file;
    try {
      withFixedClock(() => checked(() => call(id)));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Hdf5Error('HDF5_WRITE', `cannot write ${object} of ${path}: ${why}`, { cause });
    }
  }

  #requireName(path: string, name: string): void {
    if (name !== '' && name !== '.' && !name.includes('\0')) return;
    throw new Hdf5Error('HDF5_VALUE', `${this.#file.path}: '${path}' is no path for HDF5`);
  }
}

function metadataOf(
  shape: readonly number[],
  type: StoredType,
): Parameters<FileContext['module']['create_dataset']>[3] {
  const lengths = shape.map(BigInt);
  return {
    vlen: false,
    littleEndian: true,
    total_size: elementCount(shape),
    shape: lengths,
    maxshape: lengths,
    ...type,
  };
}
