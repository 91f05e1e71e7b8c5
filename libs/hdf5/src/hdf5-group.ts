import { datasetMetadata } from './dataset-metadata.js';
import { TypeClass } from './element-type.js';
import type { FileContext } from './file-context.js';
import { Hdf5Compound } from './hdf5-compound.js';
import { Hdf5Dataset } from './hdf5-dataset.js';
import { Hdf5Object } from './hdf5-object.js';
import { Hdf5References } from './hdf5-references.js';

/** What a group can hold. */
export type Hdf5Member = Hdf5Group | Hdf5Dataset | Hdf5Compound | Hdf5References;

/** A group of an HDF5 file: a folder of groups and datasets, with attributes. */
export class Hdf5Group extends Hdf5Object {
  override readonly kind = 'group';
  /** The names of what lies directly in this group. */
  names(): string[] {
    return this.file.namesIn(this.path);
  }

  /** The group at a path below this one, or `undefined`. */
  group(path: string): Hdf5Group | undefined {
    const full = this.#resolve(path);
    const isGroup = this.file.typeOf(full) === this.file.module.H5G_GROUP;
    return isGroup ? new Hdf5Group(this.file, full) : undefined;
  }

  /**
   * The dataset at a path below this group, or `undefined`.
   *
   * @throws Hdf5Error (`HDF5_UNSUPPORTED`) when it holds no numbers.
   */
  dataset(path: string): Hdf5Dataset | undefined {
    const full = this.#resolve(path);
    const isDataset = this.file.typeOf(full) === this.file.module.H5G_DATASET;
    return isDataset ? new Hdf5Dataset(this.file, full) : undefined;
  }

  /**
   * What lies at a path below this group, or `undefined`.
   *
   * @throws Hdf5Error (`HDF5_UNSUPPORTED`) when it is a dataset of another kind, as of texts.
   */
  get(path: string): Hdf5Member | undefined {
    const full = this.#resolve(path);
    const { H5G_GROUP, H5G_DATASET } = this.file.module;
    const type = this.file.typeOf(full);
    if (type === H5G_GROUP) return new Hdf5Group(this.file, full);
    return type === H5G_DATASET ? datasetOf(this.file, full) : undefined;
  }

  #resolve(path: string): string {
    if (path.startsWith('/')) return path;
    return this.path === '/' ? `/${path}` : `${this.path}/${path}`;
  }
}

function datasetOf(file: FileContext, path: string): Hdf5Member {
  const { type } = datasetMetadata(file, path);
  if (type === TypeClass.reference) return new Hdf5References(file, path);
  return type === TypeClass.compound ? new Hdf5Compound(file, path) : new Hdf5Dataset(file, path);
}
