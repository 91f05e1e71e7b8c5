import {
  readAttribute,
  readStringType,
  type AttributeValue,
  type StringType,
} from './attribute.js';
import type { FileContext } from './file-context.js';

/** What groups and datasets have in common: a path, and attributes. */
export abstract class Hdf5Object {
  /** Tells what lies at the path. */
  abstract readonly kind: 'group' | 'dataset' | 'compound' | 'references';
  /** @internal */
  protected readonly file: FileContext;
  #attributeNames: readonly string[] | undefined;

  /** @internal */
  constructor(
    file: FileContext,
    /** Where it lies in the file, for example `/fc1/fc1/kernel:0`; `/` is the root. */
    readonly path: string,
  ) {
    this.file = file;
  }

  attributeNames(): readonly string[] {
    const { module } = this.file;
    this.#attributeNames ??= this.file.read(this.path, (id) =>
      module.get_attribute_names(id, this.path),
    );
    return this.#attributeNames;
  }

  /** A text that is the same for all paths that lead to this object, and for no other object. */
  identity(): string {
    return this.file.referenceTo(this.path);
  }

  /**
   * The value of an attribute, or `undefined` where there is none.
   *
   * @throws Hdf5Error (`HDF5_UNSUPPORTED`) when it is neither strings nor numbers.
   */
  attribute(name: string): AttributeValue | undefined {
    if (!this.attributeNames().includes(name)) return undefined;
    return readAttribute(this.file, this.path, name);
  }

  /**
   * How an attribute's strings are stored, or `undefined` where there are none. Older versions of
   * h5py read ASCII as bytes, UTF-8 of variable length as text.
   */
  stringType(name: string): StringType | undefined {
    if (!this.attributeNames().includes(name)) return undefined;
    return readStringType(this.file, this.path, name);
  }
}
