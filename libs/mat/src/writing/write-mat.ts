import { platform } from '#platform';
import { HEADER_BYTES, VERSION_LEVEL_5, VERSION_OFFSET } from '../level5/format.js';
import { MAX_VARIABLE_BYTES } from '../limits.js';
import { MatError } from '../mat-error.js';
import type { MatInput } from '../mat-value.js';
import type { Sink } from '../platform/platform.js';
import { MI } from '../stored-type.js';
import {
  arrayElement,
  encodeElement,
  encodeTag,
  expectName,
  type DataElement,
} from './encode-array.js';
import { MemorySink } from './memory-sink.js';

export interface WriteMatOptions {
  /** 1 (fast) to 9 (small) writes version 7; 0 writes version 6, uncompressed. Default 6. */
  compression?: number | undefined;
}

/** Small pieces are joined until there are this many bytes, to save steps. */
const BLOCK_BYTES = 1 << 16;

/**
 * Writes variables as a MAT-file of level 5 that appears whole or not at all. The same values give
 * the same bytes: the header carries no date. Arrays of kind `stream` are never held whole.
 *
 * @param variables - what to write by name, in that order
 * @throws MatError `MAT_VALUE` when a name or a value cannot be written.
 * @throws FileError when the file cannot be written.
 */
export async function writeMat(
  path: string,
  variables: Readonly<Record<string, MatInput>>,
  options: WriteMatOptions = {},
): Promise<void> {
  await platform.writeFile(path, (sink) => writeVariables(sink, variables, options));
}

/**
 * The bytes of a MAT-file of level 5, as `writeMat` writes it; works in browsers too.
 *
 * @throws MatError `MAT_VALUE` when a name or a value cannot be written.
 */
export async function encodeMat(
  variables: Readonly<Record<string, MatInput>>,
  options: WriteMatOptions = {},
): Promise<Uint8Array> {
  const sink = new MemorySink();
  await writeVariables(sink, variables, options);
  return sink.bytes();
}

async function writeVariables(
  sink: Sink,
  variables: Readonly<Record<string, MatInput>>,
  { compression = 6 }: WriteMatOptions,
): Promise<void> {
  await sink.write(encodeHeader(), 0);
  let position = HEADER_BYTES;
  for (const [name, value] of Object.entries(variables)) {
    const pieces = encodeElement(variableElement(name, value));
    position =
      compression === 0
        ? await writePieces(sink, position, pieces)
        : await writeCompressed(sink, position, pieces, compression);
  }
}

/** @returns the position after the pieces */
async function writePieces(
  sink: Sink,
  start: number,
  pieces: AsyncIterable<Uint8Array>,
): Promise<number> {
  let position = start;
  for await (const bytes of inBlocks(pieces)) {
    await sink.write(bytes, position);
    position += bytes.length;
  }
  return position;
}

/** @returns the position after the compressed pieces */
async function writeCompressed(
  sink: Sink,
  start: number,
  pieces: AsyncIterable<Uint8Array>,
  level: number,
): Promise<number> {
  const tag = encodeTag(MI.compressed, 0);
  let position = start + tag.length;
  for await (const bytes of platform.deflate(inBlocks(pieces), level)) {
    await sink.write(bytes, position);
    position += bytes.length;
  }
  await sink.write(encodeTag(MI.compressed, position - start - tag.length), start);
  return position;
}

/** The same bytes in pieces that are not small, the last one apart. */
async function* inBlocks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  for await (const piece of pieces) {
    if (filled + piece.length > BLOCK_BYTES) {
      yield block.subarray(0, filled);
      block = new Uint8Array(BLOCK_BYTES);
      filled = 0;
    }
    if (piece.length > BLOCK_BYTES) {
      yield piece;
    } else {
      block.set(piece, filled);
      filled += piece.length;
    }
  }
  yield block.subarray(0, filled);
}

/** The 128 bytes that begin a file: a text, then the version and the mark of the byte order. */
function encodeHeader(): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  header.fill(0x20, 0, 116);
  header.set(
    new TextEncoder().encode('MATLAB 5.0 MAT-file, Platform: any, Created by: @gender/mat'),
  );
  const view = new DataView(header.buffer);
  view.setUint16(VERSION_OFFSET, VERSION_LEVEL_5, true);
  header.set([0x49, 0x4d], VERSION_OFFSET + 2);
  return header;
}

function variableElement(name: string, value: MatInput): DataElement {
  expectName(name, 'a variable');
  const element = arrayElement(name, value);
  if (element.byteLength <= MAX_VARIABLE_BYTES) return element;
  throw new MatError(
    'MAT_VALUE',
    `variable ${name} would take ${element.byteLength} bytes; the format allows ${MAX_VARIABLE_BYTES}: write it in parts`,
  );
}
