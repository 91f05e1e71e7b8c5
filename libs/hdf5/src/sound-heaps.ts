import {
  headerMessages,
  MessageType,
  number64,
  withAddresses,
  type ReadAt,
} from './object-header.js';

/**
 * HDF5 keeps arrays of variable length in heaps, and goes round in a heap for ever where an entry
 * without a size is damaged to be one of free space (seen in HDF5 2.0); and it takes memory for as
 * many elements as an array is said to have, up to 2³², before it looks whether the heap holds them.
 * So the heaps of an object's attributes are looked through before it is asked for them. The layout is that of the "HDF5 File
 * Format Specification" 3.0: attributes IV.A.2.m, heaps III.E.
 */

/** The class of variable-length types. */
const VARIABLE = 9;
/** Bytes of the heading of a heap. */
const HEAP_BYTES = 16;
/** Bytes that stand for one array of variable length: its length, the address of its heap, its number there. */
const ELEMENT_BYTES = 16;
/** The number of free space in a heap. */
const FREE = 0;

/** Where an array of variable length lies, and how many elements it is said to have. */
interface Sequence {
  readonly heap: number;
  readonly number: number;
  readonly length: number;
}

/**
 * The bytes of the arrays in a heap by their numbers; of a heap that is too large to be looked through, which is
 * left to HDF5, those of all together; `unsound` where an entry leads nowhere, or the heap is not in the file.
 */
type HeapSizes = ReadonlyMap<number, number> | number | 'unsound';

/**
 * Whether HDF5 gets through the heaps that the attributes of an object refer to, and they hold what
 * the attributes say.
 *
 * @param start - where the HDF5 file begins behind its user block
 * @param address - of the object's header; one of another format than version 1 is not looked into
 */
export function hasSoundHeaps(path: string, start: number, address: number): boolean {
  return withAddresses(path, start, (read) => {
    const heaps = new Map<number, HeapSizes>();
    for (const attribute of headerMessages(read, address, MessageType.attribute)) {
      for (const sequence of sequencesOf(attribute)) {
        const sizes = heaps.get(sequence.heap) ?? heapSizes(read, sequence.heap);
        heaps.set(sequence.heap, sizes);
        if (!holds(sizes, sequence)) return false;
      }
    }
    return true;
  });
}

/** The arrays of an attribute of variable length. */
function* sequencesOf(attribute: DataView): Generator<Sequence> {
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
    const length = attribute.getUint32(at, true);
    const [heap, number] = [number64(attribute, at + 4), attribute.getUint32(at + 12, true)];
    if (length > 0) yield { heap, number, length };
  }
}

/** An element takes a byte at least. */
function holds(sizes: HeapSizes, { number, length }: Sequence): boolean {
  if (sizes === 'unsound') return false;
  const size = typeof sizes === 'number' ? sizes : sizes.get(number);
  return size !== undefined && length <= size;
}

/** Follows the entries of a heap as HDF5 does: each must lead to a later one, or to the end. */
function heapSizes(read: ReadAt, address: number): HeapSizes {
  const heading = read(address, HEAP_BYTES);
  if (heading === undefined) return 'unsound';
  const byteLength = number64(heading, 8);
  const heap = read(address, byteLength);
  if (heap === undefined) return read(address + byteLength - 1, 1) ? byteLength : 'unsound';
  const sizes = new Map<number, number>();
  for (let at = HEAP_BYTES; at + HEAP_BYTES <= heap.byteLength;) {
    const number = heap.getUint16(at, true);
    const size = number64(heap, at + 8);
    const step = number === FREE ? size : HEAP_BYTES + Math.ceil(size / 8) * 8;
    if (step <= 0 || at + step > heap.byteLength) return 'unsound';
    if (number !== FREE) sizes.set(number, size);
    at += step;
  }
  return sizes;
}
