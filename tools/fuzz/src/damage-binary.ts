import type { Random } from '@gender/core';

/** A damaged copy; `others` are sound files to splice with. */
export type Mutation = (
  bytes: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
) => Uint8Array;

/** Numbers at which sizes, counts and types break. */
const ODD_NUMBERS = [
  0, 1, 2, 3, 14, 15, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** Ways to damage bytes that hold numbers, lengths and offsets. */
export const binaryMutations: readonly Mutation[] = [
  flipBit,
  setByte,
  setNumber,
  setNumber,
  cut,
  repeatPiece,
  removePiece,
  splice,
];

/** Flips one bit. */
export function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = new Uint8Array(bytes);
  const view = new DataView(changed.buffer);
  const at = random.integer(bytes.length);
  view.setUint8(at, view.getUint8(at) ^ (1 << random.integer(8)));
  return changed;
}

function setByte(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = new Uint8Array(bytes);
  changed[random.integer(bytes.length)] = random.integer(256);
  return changed;
}

/** Puts an odd number of 32 bits where one may stand. */
function setNumber(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length < 4) return bytes;
  const changed = new Uint8Array(bytes);
  const number = random.next() < 0.8 ? pick(ODD_NUMBERS, random) : random.integer(2 ** 32);
  const at = 4 * random.integer(Math.floor(bytes.length / 4));
  new DataView(changed.buffer).setUint32(at, number, random.next() < 0.7);
  return changed;
}

/** Leaves the end out. */
export function cut(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, random.integer(bytes.length + 1));
}

/** Copies a piece over another. */
function repeatPiece(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = new Uint8Array(bytes);
  const length = random.integer(Math.min(bytes.length, 512));
  const from = random.integer(bytes.length);
  return changed.copyWithin(random.integer(bytes.length), from, from + length);
}

/** Takes up to 64 bytes out. */
export function removePiece(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.integer(bytes.length);
  return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + random.integer(64)));
}

/** The beginning of this file and the end of another. */
export function splice(
  bytes: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
): Uint8Array {
  const other = pick(others, random);
  const at = random.integer(Math.min(bytes.length, other.length) + 1);
  return joined(bytes.subarray(0, at), other.subarray(at));
}

/** One of several things. */
export function pick<T>(things: readonly T[], random: Random): T {
  return things[random.integer(things.length)] as T;
}

/** Pieces one after the other. */
export function joined(...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(pieces));
}
