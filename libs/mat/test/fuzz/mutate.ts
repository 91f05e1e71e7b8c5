import { deflateSync, inflateSync } from 'node:zlib';
import type { Random } from '@gender/core';
import type { CorpusFile } from './corpus.js';

/** Numbers at which sizes, counts and types break. */
const ODD_NUMBERS = [
  0, 1, 2, 3, 14, 15, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];
const COMPRESSED = 15;
const HEADER_BYTES = 128;

/** A case: which file was damaged, and the bytes that came of it. */
export interface FuzzCase {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Damages a file of the corpus in one of many ways; the same generator gives the same case. */
export function makeCase(corpus: readonly CorpusFile[], random: Random): FuzzCase {
  const { name, bytes } = choose(corpus, random);
  // Damage within compressed data is only seen behind a checksum that holds.
  const inside = isCompressed(bytes) && random.next() < 0.6;
  const damage = (content: Uint8Array): Uint8Array => mutate(content, corpus, random);
  return { file: name, bytes: inside ? recompressed(bytes, damage, random) : damage(bytes) };
}

function choose(corpus: readonly CorpusFile[], random: Random): CorpusFile {
  let left = random.next() * corpus.reduce((sum, { weight }) => sum + weight, 0);
  const file = corpus.find(({ weight }) => (left -= weight) < 0) ?? corpus[0];
  if (file === undefined) throw new Error('the corpus is empty');
  return file;
}

function mutate(original: Uint8Array, corpus: readonly CorpusFile[], random: Random): Uint8Array {
  let bytes = Uint8Array.from(original);
  const changes = 1 + Math.floor(random.next() * random.next() * 8);
  for (let change = 0; change < changes && bytes.length > 0; change += 1) {
    const mutation = mutations[Math.floor(random.next() * mutations.length)];
    bytes = mutation?.(bytes, random, corpus) ?? bytes;
  }
  return bytes;
}

type Mutation = (
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
  corpus: readonly CorpusFile[],
) => Uint8Array<ArrayBuffer>;

const below = (limit: number, random: Random): number => Math.floor(random.next() * limit);

const mutations: readonly Mutation[] = [
  flipBit,
  setByte,
  setNumber,
  setNumber,
  cut,
  copyWithin,
  remove,
  splice,
];

function flipBit(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const at = below(bytes.length, random);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8, random));
  return bytes;
}

function setByte(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  bytes[below(bytes.length, random)] = below(256, random);
  return bytes;
}

/** Puts an odd number of 32 bits where one may stand. */
function setNumber(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  if (bytes.length < 4) return bytes;
  const at = 4 * below(Math.floor(bytes.length / 4), random);
  const odd = ODD_NUMBERS[below(ODD_NUMBERS.length, random)] ?? 0;
  const number = random.next() < 0.8 ? odd : below(2 ** 32, random);
  new DataView(bytes.buffer).setUint32(at, number, random.next() < 0.7);
  return bytes;
}

function cut(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  return bytes.slice(0, below(bytes.length + 1, random));
}

function copyWithin(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const length = below(Math.min(bytes.length, 512), random);
  const from = below(bytes.length, random);
  return bytes.copyWithin(below(bytes.length, random), from, from + length);
}

function remove(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const from = below(bytes.length, random);
  const rest = bytes.subarray(from + 1 + below(64, random));
  return joined(bytes.subarray(0, from), rest);
}

/** The beginning of this file and the end of another. */
function splice(
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
  corpus: readonly CorpusFile[],
): Uint8Array<ArrayBuffer> {
  const other = choose(corpus, random).bytes;
  const at = below(Math.min(bytes.length, other.length), random);
  return joined(bytes.subarray(0, at), other.subarray(at));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function isCompressed(bytes: Uint8Array): boolean {
  return bytes.length > HEADER_BYTES + 8 && bytes[HEADER_BYTES] === COMPRESSED;
}

/** The same file with one of its compressed variables damaged before it was compressed. */
function recompressed(
  bytes: Uint8Array,
  damage: (content: Uint8Array) => Uint8Array,
  random: Random,
): Uint8Array {
  const variables = [...compressedVariables(bytes)];
  const [start, end] = variables[below(variables.length, random)] ?? [0, 0];
  const content = deflateSync(damage(inflateSync(bytes.subarray(start + 8, end))), { level: 1 });
  const tag = new Uint8Array(Uint32Array.of(COMPRESSED, content.length).buffer);
  return joined(bytes.subarray(0, start), tag, content, bytes.subarray(end));
}

function* compressedVariables(bytes: Uint8Array): Generator<readonly [start: number, end: number]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = HEADER_BYTES; start < bytes.length;) {
    const end = start + 8 + view.getUint32(start + 4, true);
    yield [start, end];
    start = end;
  }
}
