import {
  readAttribute,
  readStringType,
  type AttributeValue,
  type StringType,
} from './attribute.js';
import type { FileContext } from './file-context.js';
import { Hdf5Dataset } from './hdf5-dataset.js';

/** A group of an HDF5 file: a folder of groups and datasets, with attributes. */
export class Hdf5Group {
  readonly #file: FileContext;

  /** @internal */
  constructor(
    file: FileContext,
    /** Where it lies in the file; `/` is the root. */
    readonly path: string,
  ) {
    this.#file = file;
  }

  /** The names of what lies directly in this group. */
  names(): string[] {
    const { module } = this.#file;
    return this.#file.read(`group ${this.path}`, (id) => module.get_names(id, this.path, false));
  }

  attributeNames(): string[] {
    const { module } = this.#file;
    return this.#file.read(`group ${this.path}`, (id) => module.get_attribute_names(id, this.path));
  }

  /**
   * The value of an attribute, or `undefined` where there is none.
   *
   * @throws Hdf5Error (`HDF5_UNSUPPORTED`) when it is neither strings nor numbers.
   */
  attribute(name: string): AttributeValue | undefined {
    if (!this.attributeNames().includes(name)) return undefined;
    return readAttribute(this.#file, this.path, name);
  }

  /**
   * How an attribute's strings are stored, or `undefined` where there are none. Older versions of
   * h5py read ASCII as bytes, UTF-8 of variable length as text.
   */
  stringType(name: string): StringType | undefined {
    if (!this.attributeNames().includes(name)) return undefined;
    return readStringType(this.#file, this.path, name);
  }

  /** The group at a path below this one, or `undefined`. */
  group(path: string): Hdf5Group | undefined {
    const full = this.#resolve(path);
    const isGroup = this.#typeOf(full) === this.#file.module.H5G_GROUP;
    return isGroup ? new Hdf5Group(this.#file, full) : undefined;
  }

  /**
   * The dataset at a path below this group, or `undefined`.
   *
   * @throws Hdf5Error (`HDF5_UNSUPPORTED`) when it holds no numbers.
   */
  dataset(path: string): Hdf5Dataset | undefined {
    const full = this.#resolve(path);
    const isDataset = this.#typeOf(full) === this.#file.module.H5G_DATASET;
    return isDataset ? new Hdf5Dataset(this.#file, full) : undefined;
  }

  #resolve(path: string): string {
    return this.path === '/' ? `/${path}` : `${this.path}/${path}`;
  }

  #typeOf(path: string): number {
    return this.#file.read(path, (id) => this.#file.module.get_type(id, path));
  }
}
