import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { Hdf5Error } from './hdf5-error.js';
import { headerMessages, MessageType, number64, withAddresses } from './object-header.js';

/** Where the elements of a dataset lie in a file, one after the other and little-endian. */
export interface StoredBytes {
  /** The absolute path of the file. */
  readonly path: string;
  /** The first byte, from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

/** The class of layouts whose elements lie together (IV.A.2.i of the specification). */
const CONTIGUOUS = 1;
/** Versions of the message that have the place of the elements behind their class. */
const KNOWN_VERSIONS = [3, 4];
const LAYOUT_BYTES = 18;

/**
 * Where the elements of a dataset lie; `undefined` where they are in chunks, compressed, or the
 * header is of a version that is left to HDF5.
 *
 * @param start - where the HDF5 file begins behind its user block
 * @param address - of the dataset's header
 */
export function storedBytes(path: string, start: number, address: number): StoredBytes | undefined {
  return withAddresses(path, start, (read) => {
    const [layout] = headerMessages(read, address, MessageType.layout);
    if (layout === undefined || layout.byteLength < LAYOUT_BYTES) return undefined;
    if (!KNOWN_VERSIONS.includes(layout.getUint8(0)) || layout.getUint8(1) !== CONTIGUOUS) {
      return undefined;
    }
    const offset = start + number64(layout, 2);
    return { path: resolve(path), offset, byteLength: number64(layout, 10) };
  });
}

/**
 * Reads stored 32-bit floats, of a file that need not be open.
 *
 * @throws Hdf5Error (`HDF5_FORMAT`) when the file has become shorter.
 */
export function readStoredFloats(stored: StoredBytes): Float32Array<ArrayBuffer> {
  const target = new Float32Array(stored.byteLength / Float32Array.BYTES_PER_ELEMENT);
  readStored(stored, 0, target);
  return target;
}

/**
 * Reads stored elements straight into their place.
 *
 * @param from - bytes to leave out before the first
 * @throws Hdf5Error (`HDF5_FORMAT`) when the file ends before them.
 */
export function readStored(
  { path, offset }: StoredBytes,
  from: number,
  target: ArrayBufferView,
): void {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  const file = openSync(path, 'r');
  try {
    for (let filled = 0; filled < bytes.length;) {
      const read = readSync(file, bytes, filled, bytes.length - filled, offset + from + filled);
      if (read === 0) {
        throw new Hdf5Error(
          'HDF5_FORMAT',
          `${path} ends ${bytes.length - filled} bytes before the end of a dataset; get the file again`,
        );
      }
      filled += read;
    }
  } finally {
    closeSync(file);
  }
}
