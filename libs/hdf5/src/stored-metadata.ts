import { elementCount } from '@gender/tensor';
import type { Metadata } from 'h5wasm/node';
import type { FileContext } from './file-context.js';

/** How the elements of a new attribute or dataset are stored. */
export type StoredType = Pick<Metadata, 'type' | 'size' | 'signed' | 'cset'> & { vlen?: boolean };

/** What h5wasm wants to know of an array that it makes. */
export type StoredMetadata = Parameters<FileContext['module']['create_dataset']>[3];

/** Describes an array of a fixed shape, little-endian. */
export function storedMetadata(shape: readonly number[], type: StoredType): StoredMetadata {
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
