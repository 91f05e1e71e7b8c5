import { closeSync, openSync, readSync } from 'node:fs';

/**
 * HDF5 keeps arrays of variable length in heaps, and goes round in a heap for ever where an entry
 * without a size is damaged to be one of free space (seen in HDF5 2.0). So the heaps of an object's
 * attributes are looked through before it is asked for them. The layout is that of the "HDF5 File
 * Format Specification" 3.0: object headers IV.A.1.a, attributes IV.A.2.m, heaps III.E.
 */

/** Types of messages in an object header. */
const ATTRIBUTE = 0x0c;
const CONTINUATION = 0x10;
/** The class of variable-length types. */
const VARIABLE = 9;
/** Bytes of the heading of an object header, of a message, and of a heap. */
const HEADER_BYTES = 16;
const MESSAGE_BYTES = 8;
const HEAP_BYTES = 16;
/** Bytes that stand for one array of variable length: its length, the address of its heap, its number there. */
const ELEMENT_BYTES = 16;
/** Blocks of an object header that are followed; HDF5 itself writes a few. */
const MAX_BLOCKS = 64;
/** A larger block or heap than this is left to HDF5. */
const MAX_BYTES = 1 << 24;

/**
 * Whether HDF5 gets through the heaps that the attributes of an object refer to.
 *
 * @param start - where the HDF5 file begins behind its user block
 * @param address - of the object's header; one of another format than version 1 is not looked into
 */
export function hasSoundHeaps(path: string, start: number, address: number): boolean {
  const file = openSync(path, 'r');
  const read = (at: number, length: number): DataView | undefined => {
    if (!Number.isSafeInteger(start + at) || length < 0 || length > MAX_BYTES) return undefined;
    const bytes = new Uint8Array(length);
    const found = readSync(file, bytes, 0, length, start + at);
    return found === length ? new DataView(bytes.buffer) : undefined;
  };
  try {
    const heaps = new Set<number>();
    for (const attribute of attributesAt(read, address)) {
      for (const heap of heapsOf(attribute)) heaps.add(heap);
    }
    return [...heaps].every((heap) => isSoundHeap(read, heap));
  } finally {
    closeSync(file);
  }
}

type Read = (at: number, length: number) => DataView | undefined;

/** The messages of an object's header that are attributes. */
function* attributesAt(read: Read, address: number): Generator<DataView> {
  const heading = read(address, HEADER_BYTES);
  if (heading?.getUint8(0) !== 1) return;
  const blocks = [{ at: address + HEADER_BYTES, length: heading.getUint32(8, true) }];
  for (let index = 0; index < blocks.length && index < MAX_BLOCKS; index += 1) {
    const { at = 0, length = 0 } = blocks[index] ?? {};
    const block = read(at, length);
    if (block === undefined) continue;
    for (const [type, message] of messagesIn(block)) {
      if (type === ATTRIBUTE) yield message;
      if (type === CONTINUATION && message.byteLength >= 16) {
        blocks.push({ at: number64(message, 0), length: number64(message, 8) });
      }
    }
  }
}

function* messagesIn(block: DataView): Generator<readonly [type: number, message: DataView]> {
  for (let at = 0; at + MESSAGE_BYTES <= block.byteLength;) {
    const length = block.getUint16(at + 2, true);
    const start = at + MESSAGE_BYTES;
    if (start + length > block.byteLength) return;
    yield [block.getUint16(at, true), new DataView(block.buffer, block.byteOffset + start, length)];
    at = start + length;
  }
}

/** The addresses of the heaps in which an attribute of variable length keeps its arrays. */
function* heapsOf(attribute: DataView): Generator<number> {
  if (attribute.byteLength < 9) return;
  const version = attribute.getUint8(0);
  const padded = (length: number): number => (version === 1 ? (length + 7) & ~7 : length);
  const [name, type, space] = [2, 4, 6].map((at) => padded(attribute.getUint16(at, true)));
  const typeAt = (version === 3 ? 9 : 8) + (name ?? 0);
  const data = typeAt + (type ?? 0) + (space ?? 0);
  if (data > attribute.byteLength || (attribute.getUint8(typeAt) & 0xf) !== VARIABLE) return;
  for (let at = data; at + ELEMENT_BYTES <= attribute.byteLength; at += ELEMENT_BYTES) {
    if (attribute.getUint32(at, true) > 0) yield number64(attribute, at + 4);
  }
}

/** Follows the entries of a heap as HDF5 does: each must lead to a later one, or to the end. */
function isSoundHeap(read: Read, address: number): boolean {
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

function number64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
