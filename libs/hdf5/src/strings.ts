import type { Metadata } from 'h5wasm/node';
import type { FileContext } from './file-context.js';

/** HDF5's numbers for what fills a fixed-length string (`H5T_str_t`). */
const SPACE_PADDED = 2;

/** The size of a pointer in 32-bit WebAssembly. */
const POINTER_BYTES = 4;

/** Fixed-length strings: ended or filled by zero bytes, or filled by spaces. ASCII reads as UTF-8. */
export function decodeFixedStrings(bytes: Uint8Array, { size, strpad }: Metadata): string[] {
  const decoder = new TextDecoder();
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const field = bytes.subarray(index * size, (index + 1) * size);
    const end = field.indexOf(0);
    const text = decoder.decode(end < 0 ? field : field.subarray(0, end));
    return strpad === SPACE_PADDED ? text.replace(/ +$/, '') : text;
  });
}

/** Follows the pointers that HDF5 has read to variable-length strings, and frees those strings. */
export function readVariableStrings(
  { module, id }: FileContext,
  path: string,
  attribute: string,
  address: number,
  byteLength: number,
): string[] {
  const memory = module.HEAPU8;
  const pointers = new Uint32Array(memory.buffer, address, byteLength / POINTER_BYTES);
  const decoder = new TextDecoder();
  const strings = Array.from(pointers, (pointer) =>
    pointer === 0 ? '' : decoder.decode(memory.subarray(pointer, memory.indexOf(0, pointer))),
  );
  module.reclaim_vlen_memory(id, path, attribute, BigInt(address));
  return strings;
}

/** Follows the pointers to variable-length arrays of single characters, as MATLAB has them, and frees those. */
export function readCharacterArrays(
  { module, id }: FileContext,
  path: string,
  attribute: string,
  address: number,
  byteLength: number,
): string[] {
  const memory = module.HEAPU8;
  const words = new Uint32Array(memory.buffer, address, byteLength / POINTER_BYTES);
  const decoder = new TextDecoder();
  // Each array is a length and a pointer (`hvl_t`).
  const strings = Array.from({ length: words.length / 2 }, (_, index) => {
    const [length = 0, pointer = 0] = words.subarray(2 * index, 2 * index + 2);
    return decoder.decode(memory.subarray(pointer, pointer + length));
  });
  module.reclaim_vlen_memory(id, path, attribute, BigInt(address));
  return strings;
}

/**
 * Strings as fields of one length, each ended by at least one zero byte, as C has them.
 *
 * Text beyond ASCII is stored as UTF-8 under HDF5's ASCII tag, as h5py stores `bytes`: readers of
 * every version then get bytes, which TensorFlow 1.14 requires.
 */
export function encodeFixedStrings(strings: readonly string[]): {
  bytes: Uint8Array;
  size: number;
} {
  const encoded = strings.map((text) => new TextEncoder().encode(text));
  const size = Math.max(0, ...encoded.map((text) => text.length)) + 1;
  const bytes = new Uint8Array(size * strings.length);
  encoded.forEach((text, index) => bytes.set(text, index * size));
  return { bytes, size };
}
