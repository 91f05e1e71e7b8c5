import { bytesOf, type Tensor } from '@gender/tensor';
import { DatasetWriter, type DatasetHeader } from './dataset-writer.js';
import { storedType, TypeClass } from './element-type.js';
import type { FileContext } from './file-context.js';
import { checked } from './h5wasm.js';
import { Hdf5Error } from './hdf5-error.js';
import { storedMetadata, type StoredMetadata } from './stored-metadata.js';
import { encodeFixedStrings } from './strings.js';

/**
 * The largest attribute in bytes: HDF5 keeps attributes in object headers, whose messages have
 * 16-bit sizes. (Keras cuts its lists of names to the same figure.)
 */
export const MAX_ATTRIBUTE_BYTES = 64_512;

/** HDF5's number for the ASCII character set (`H5T_cset_t`). */
const ASCII = 0;

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
        this.#file.write(full, (id) => this.#file.module.create_group(id, full, false));
    }
    return new Hdf5GroupWriter(this.#file, full);
  }

  /**
   * Writes a tensor as a dataset; groups on its path are made.
   *
   * @throws Hdf5Error (`HDF5_VALUE`) when the path is taken.
   */
  dataset(path: string, source: Tensor): void {
    const full = this.#newPath(path);
    if (source.shape.length === 0) return this.#scalar(full, source);
    new DatasetWriter(this.#file, full, source).write(bytesOf(source));
  }

  /**
   * Writes a dataset whose rows come piece by piece, so that it need never be whole in memory; the
   * bytes are those of `dataset` with the same elements.
   *
   * @param header - dtype and shape, of at least one axis
   * @param pieces - the elements of whole rows in order, any number of rows at a time
   * @throws Hdf5Error (`HDF5_VALUE`) when the path is taken, or rows are missing, cut or too many.
   */
  async datasetOfRows(
    path: string,
    header: DatasetHeader,
    pieces: AsyncIterable<Tensor['data']> | Iterable<Tensor['data']>,
  ): Promise<void> {
    const writer = new DatasetWriter(this.#file, this.#newPath(path), header);
    for await (const { buffer, byteOffset, byteLength } of pieces) {
      writer.write(new Uint8Array(buffer, byteOffset, byteLength));
    }
    writer.finish();
  }

  /** The full path of a dataset to come; groups on its way are made. */
  #newPath(path: string): string {
    const slash = path.lastIndexOf('/');
    if (slash >= 0) return this.group(path.slice(0, slash)).#newPath(path.slice(slash + 1));
    this.#requireName(path, path);
    const full = `${this.#path}/${path}`;
    if (!this.#exists(full)) return full;
    throw new Hdf5Error('HDF5_VALUE', `${this.#file.path}: ${full} is written twice`);
  }

  #scalar(path: string, source: Tensor): void {
    const { module } = this.#file;
    this.#file.withBytes(bytesOf(source), (address) =>
      this.#file.write(path, (id) =>
        module.create_dataset(id, path, address, storedMetadata([], storedType(source.dtype))),
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
      this.#setBytes(name, bytes, storedMetadata(shape, type));
      return;
    }
    const metadata = storedMetadata(shape, { ...type, size: 4, vlen: true });
    this.#file.write(this.#describe(name), (id) =>
      this.#file.module.create_vlen_str_attribute(id, this.#path || '/', name, strings, metadata),
    );
  }

  #setNumbers(name: string, value: Tensor): void {
    this.#setBytes(name, bytesOf(value), storedMetadata(value.shape, storedType(value.dtype)));
  }

  #setBytes(name: string, bytes: Uint8Array, metadata: StoredMetadata): void {
    if (bytes.length > MAX_ATTRIBUTE_BYTES) {
      throw new Hdf5Error(
        'HDF5_VALUE',
        `${this.#file.path}: attribute '${name}' has ${bytes.length} bytes, HDF5 takes ${MAX_ATTRIBUTE_BYTES}; split it or make it a dataset`,
      );
    }
    this.#file.withBytes(bytes, (address) =>
      this.#file.write(this.#describe(name), (id) =>
        this.#file.module.create_attribute(id, this.#path || '/', name, address, metadata),
      ),
    );
  }

  #describe(attribute: string): string {
    return `attribute '${attribute}' of ${this.#path || '/'}`;
  }

  #exists(path: string): boolean {
    return checked(() => this.#file.module.get_type(this.#file.id, path)) >= 0;
  }

  #requireName(path: string, name: string): void {
    if (name !== '' && name !== '.' && !name.includes('\0')) return;
    throw new Hdf5Error('HDF5_VALUE', `${this.#file.path}: '${path}' is no path for HDF5`);
  }
}
