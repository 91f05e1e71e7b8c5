import { headerMessages, MessageType, number64, withAddresses } from './object-header.js';

/**
 * A group of the old format keeps the names of its members in a heap, whose free space is a list; where
 * damage makes a ring of it, HDF5 (2.0) follows it until there is no memory left. So the list is followed here before
 * HDF5 looks into a group. The layout is that of the "HDF5 File Format Specification" 3.0: symbol tables IV.A.2.r,
 * local heaps III.D.
 */

/** Bytes of the heading of a heap, and of that of free space. */
const HEADING_BYTES = 32;
const FREE_BYTES = 16;
/** Where a list of free space leads at its end; every other place is a multiple of 8. */
const END = 1;

/**
 * Whether HDF5 gets through the names of a group's members.
 *
 * @param start - where the HDF5 file begins behind its user block
 * @param address - of the header of the group; other formats than the old one have no such heap
 */
export function hasSoundNames(path: string, start: number, address: number): boolean {
  return withAddresses(path, start, (read) => {
    for (const table of headerMessages(read, address, MessageType.symbolTable)) {
      const heading = table.byteLength < 16 ? undefined : read(number64(table, 8), HEADING_BYTES);
      const heap = heading && read(number64(heading, 24), number64(heading, 8));
      // What is not in the file is left to HDF5.
      if (heading && heap && isRing(heap, number64(heading, 16))) return false;
    }
    return true;
  });
}

function isRing(heap: DataView, first: number): boolean {
  const seen = new Set<number>();
  for (let at = first; at !== END; at = number64(heap, at)) {
    // HDF5 refuses what lies beyond the heap.
    if (at + FREE_BYTES > heap.byteLength) return false;
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}
