import { elementCount } from '@gender/tensor';
import { datasetMetadata, requireBytes } from './dataset-metadata.js';
import type { FileContext } from './file-context.js';
import { withBuffer } from './h5wasm.js';
import { Hdf5Object } from './hdf5-object.js';

/** An array of references to other objects of the file. */
export class Hdf5References extends Hdf5Object {
  override readonly kind = 'references';
  readonly shape: readonly number[];
  readonly #size: number;

  /** @internal */
  constructor(file: FileContext, path: string) {
    super(file, path);
    const metadata = datasetMetadata(file, path);
    this.shape = metadata.shape ?? [0];
    this.#size = metadata.size;
    requireBytes(file, path, metadata, this.shape);
  }

  /**
   * The paths of the objects, in row-major order; `undefined` for a reference to nothing.
   *
   * @throws Hdf5Error (`HDF5_FORMAT`) when the bytes are damaged.
   */
  read(): (string | undefined)[] {
    const byteLength = elementCount(this.shape) * this.#size;
    if (byteLength === 0) return [];
    const { module } = this.file;
    const bytes = withBuffer(module, byteLength, (address) => {
      this.file.read(`dataset ${this.path}`, (id) =>
        module.get_dataset_data(id, this.path, null, null, null, BigInt(address)),
      );
      return module.HEAPU8.slice(address, address + byteLength);
    });
    return Array.from({ length: byteLength / this.#size }, (_, index) =>
      this.file.pathOfReference(bytes.subarray(index * this.#size, (index + 1) * this.#size)),
    );
  }
}
