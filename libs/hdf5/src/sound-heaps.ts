import {
  headerMessages,
  MessageType,
  number64,
  withAddresses,
  type ReadAt,
} from './object-header.js';

/**
 * HDF5 keeps arrays of variable length in heaps, and goes round in a heap for ever where an entry
 * without a size is damaged to be one of free space (seen in HDF5 2.0). So the heaps of an object's
 * attributes are looked through before it is asked for them. The layout is that of the "HDF5 File
 * Format Specification" 3.0: attributes IV.A.2.m, heaps III.E.
 */

/** The class of variable-length types. */
const VARIABLE = 9;
/** Bytes of the heading of a heap. */
const HEAP_BYTES = 16;
/** Bytes that stand for one array of variable length: its length, the address of its heap, its number there. */
const ELEMENT_BYTES = 16;
/**
 * Whether HDF5 gets through the heaps that the attributes of an object refer to.
 *
 * @param start - where the HDF5 file begins behind its user block
 * @param address - of the object's header; one of another format than version 1 is not looked into
 */
export function hasSoundHeaps(path: string, start: number, address: number): boolean {
  return withAddresses(path, start, (read) => {
    const heaps = new Set<number>();
    for (const attribute of headerMessages(read, address, MessageType.attribute)) {
      for (const heap of heapsOf(attribute)) heaps.add(heap);
    }
    return [...heaps].every((heap) => isSoundHeap(read, heap));
  });
}

/** The addresses of the heaps in which an attribute of variable length keeps its arrays. */
function* heapsOf(attribute: DataView): Generator<number> {
  if (attribute.byteLength < 9) return;
  const version = attribute.getUint8(0);
  const lengthAt = (at: number): number => {
    const length = attribute.getUint16(at, true);
    return version === 1 ? (length + 7) & ~7 : length;
  };
  const typeAt = (version === 3 ? 9 : 8) + lengthAt(2);
  const data = typeAt + lengthAt(4) + lengthAt(6);
  if (data > attribute.byteLength || (attribute.getUint8(typeAt) & 0xf) !== VARIABLE) return;
  for (let at = data; at + ELEMENT_BYTES <= attribute.byteLength; at += ELEMENT_BYTES) {
    if (attribute.getUint32(at, true) > 0) yield number64(attribute, at + 4);
  }
}

/** Follows the entries of a heap as HDF5 does: each must lead to a later one, or to the end. */
function isSoundHeap(read: ReadAt, address: number): boolean {
  const heading = read(address, HEAP_BYTES);
  const heap = heading && read(address, number64(heading, 8));
  if (heap === undefined) return true;
  for (let at = HEAP_BYTES; at + HEAP_BYTES <= heap.byteLength;) {
    const isFree = heap.getUint16(at, true) === 0;
    const size = number64(heap, at + 8);
    const step = isFree ? size : HEAP_BYTES + Math.ceil(size / 8) * 8;
    if (step <= 0 || at + step > heap.byteLength) return false;
    at += step;
  }
  return true;
}
