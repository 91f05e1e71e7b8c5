import { resampleWasm } from './generated/resample-wasm.js';

/** Bits after the point of a weight: 8-bit pixels and 2 bits for the overshoot of sums leave 22 of 32. */
export const FRACTION_BITS = 22;

/** The source pixels that make one target pixel, along one axis. */
export interface Taps {
  /** The first of them. */
  readonly start: number;
  /** The weight of each in fixed point, `FRACTION_BITS` after the point. */
  readonly weights: Int32Array;
}

/** The functions of assembly/resample.ts; buffers and the record of taps are addresses. */
interface ResampleFunctions {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  resampleRows(
    taps: number,
    targets: number,
    source: number,
    rows: number,
    rowBytes: number,
    target: number,
  ): void;
  resampleColumns(
    taps: number,
    first: number,
    targets: number,
    source: number,
    rowBytes: number,
    target: number,
  ): void;
}

/** Pixels are brought into the memory of the kernels in pieces of about so many bytes. */
const PIECE = 1 << 20;
const PAGE = 1 << 16;
/** Vectors read and write beyond the last pixel. */
const BEYOND = 16;

/**
 * Makes each row of a picture as long as there are taps, every sum rounded and clipped to 0–255.
 *
 * @param source - `(rows, width, 3)`
 * @param rowBytes - of a source row, `width * 3`; taps stay inside of it
 * @param target - where to write `(rows, taps.length, 3)`; made when absent
 * @returns `target`
 */
export function resampleRows(
  source: Uint8Array,
  rowBytes: number,
  taps: readonly Taps[],
  target: Uint8Array = new Uint8Array((source.length / rowBytes) * taps.length * 3),
): Uint8Array {
  const kernels = (loaded ??= load());
  const targetBytes = taps.length * 3;
  const rows = source.length / rowBytes;
  const step = Math.max(1, Math.min(rows, Math.floor(PIECE / rowBytes)));
  const memory = layOut(kernels, taps, step * rowBytes, step * targetBytes);
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    memory.bytes.set(source.subarray(row * rowBytes, (row + count) * rowBytes), memory.source);
    kernels.resampleRows(memory.taps, taps.length, memory.source, count, rowBytes, memory.target);
    target.set(
      memory.bytes.subarray(memory.target, memory.target + count * targetBytes),
      row * targetBytes,
    );
  }
  return target;
}

/**
 * Makes each column of a picture as long as there are taps, every sum rounded and clipped to 0–255.
 *
 * @param source - `(rows, rowBytes)`; taps stay inside of it
 * @param taps - in the order of where they start
 * @param target - where to write `(taps.length, rowBytes)`; made when absent
 * @returns `target`
 */
export function resampleColumns(
  source: Uint8Array,
  rowBytes: number,
  taps: readonly Taps[],
  target: Uint8Array = new Uint8Array(taps.length * rowBytes),
): Uint8Array {
  const kernels = (loaded ??= load());
  const pieces = piecesOf(taps, Math.floor(PIECE / rowBytes));
  const largest = (length: (piece: Piece) => number): number =>
    rowBytes * Math.max(...pieces.map(length));
  const memory = layOut(
    kernels,
    taps,
    largest(({ from, to }) => to - from),
    largest(({ first, end }) => end - first),
  );
  for (const { first, end, from, to } of pieces) {
    memory.bytes.set(source.subarray(from * rowBytes, to * rowBytes), memory.source);
    kernels.resampleColumns(
      memory.taps,
      first,
      end - first,
      memory.source,
      rowBytes,
      memory.target,
    );
    const bytes = (end - first) * rowBytes;
    target.set(memory.bytes.subarray(memory.target, memory.target + bytes), first * rowBytes);
  }
  return target;
}

/** Target rows `first` to `end`, made from the source rows `from` to `to`. */
interface Piece {
  readonly first: number;
  end: number;
  readonly from: number;
  to: number;
}

/** Divides target rows so that each piece needs about so many source rows at most; at least one target row each. */
function piecesOf(taps: readonly Taps[], sourceRows: number): Piece[] {
  const pieces: Piece[] = [];
  let row = 0; // not of entries(), which makes an array for each: as much memory as the pixels of a small picture
  for (const { start, weights } of taps) {
    const to = start + weights.length;
    const last = pieces.at(-1);
    if (last !== undefined && to - last.from <= sourceRows && row - last.first < sourceRows) {
      last.end = row + 1;
      last.to = Math.max(last.to, to);
    } else pieces.push({ first: row, end: row + 1, from: start, to });
    row += 1;
  }
  return pieces;
}

interface Layout {
  readonly bytes: Uint8Array;
  /** Addresses. */
  readonly taps: number;
  readonly source: number;
  readonly target: number;
}

/** Writes taps into the memory of the kernels, with room behind them for pixels before and after. */
function layOut(
  kernels: ResampleFunctions,
  taps: readonly Taps[],
  sourceBytes: number,
  targetBytes: number,
): Layout {
  const most = Math.max(...taps.map(({ weights }) => weights.length));
  const { memory } = kernels;
  const record = aligned(kernels.heapBase());
  const starts = record + 16;
  const counts = starts + taps.length * 4;
  const weights = counts + taps.length * 4;
  const source = aligned(weights + taps.length * most * 4);
  const target = aligned(source + sourceBytes + BEYOND);
  const missing = target + targetBytes + BEYOND - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));

  const words = new Int32Array(memory.buffer);
  words.set([starts, counts, weights, most], record / 4);
  let index = 0;
  for (const tap of taps) {
    words[starts / 4 + index] = tap.start;
    words[counts / 4 + index] = tap.weights.length;
    words.set(tap.weights, weights / 4 + index * most);
    index += 1;
  }
  return { bytes: new Uint8Array(memory.buffer), taps: record, source, target };
}

function aligned(address: number): number {
  return Math.ceil(address / 16) * 16;
}

let loaded: ResampleFunctions | undefined;

/** Compiles the kernels at once: they are small enough for the main thread of a page. */
function load(): ResampleFunctions {
  const bytes = Uint8Array.from(atob(resampleWasm), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return exports as never;
}
