import { elementCount, formatShape } from '@gender/tensor';
import type { Metadata } from 'h5wasm/node';
import type { FileContext } from './file-context.js';
import { Hdf5Error } from './hdf5-error.js';

/** Deflate shrinks at most 1032-fold (zlib's documentation), so a larger claim is false. */
const MAX_COMPRESSION = 1032;

/**
 * How the elements of a dataset are stored.
 *
 * @throws Hdf5Error (`HDF5_UNSUPPORTED`) when it is in other files.
 */
export function datasetMetadata(file: FileContext, path: string): Metadata {
  file.requireOwnElements(path);
  return file.read(`dataset ${path}`, (id) => file.module.get_dataset_metadata(id, path));
}

/** A damaged file may claim a shape for which there are no bytes; memory is not taken for it. */
export function requireBytes(
  file: FileContext,
  path: string,
  { size, chunks }: Metadata,
  shape: readonly number[],
): void {
  const needed = elementCount(shape) * size;
  const possible = file.byteLength * (chunks ? MAX_COMPRESSION : 1);
  if (needed <= possible) return;
  throw new Hdf5Error(
    'HDF5_FORMAT',
    `${file.path} is damaged: dataset ${path} of shape ${formatShape(shape)} needs ${needed} bytes, but the file has ${file.byteLength}; get the file again`,
  );
}
