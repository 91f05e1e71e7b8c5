/** Pieces are copied through the wasm memory, which never shrinks again; so they are small. */
const PIECE_BYTES = 8 * 2 ** 20;

/**
 * Cuts rows into ranges of some megabytes, at least one row each.
 *
 * @param chunkRows - rows of a stored chunk; pieces hold whole chunks, lest one be unpacked twice
 */
export function* rowPieces(
  start: number,
  end: number,
  rowBytes: number,
  chunkRows = 1,
): Generator<readonly [start: number, end: number]> {
  const wanted = Math.max(1, Math.floor(PIECE_BYTES / Math.max(1, rowBytes)));
  const rows = Math.ceil(wanted / chunkRows) * chunkRows;
  for (let from = start; from < end;) {
    const to = Math.min(end, from - (from % rows) + rows);
    yield [from, to];
    from = to;
  }
}

/** A range of rows as HDF5 describes it (a hyperslab): for each axis how many, from where, how far apart. */
export interface RowRange {
  readonly count: bigint[];
  readonly offset: bigint[];
  readonly strides: bigint[];
}

/** Rows `start` up to but not including `end` of an array. */
export function rowRange(shape: readonly number[], start: number, end: number): RowRange {
  return {
    count: shape.map((length, axis) => BigInt(axis === 0 ? end - start : length)),
    offset: shape.map((_, axis) => BigInt(axis === 0 ? start : 0)),
    strides: shape.map(() => 1n),
  };
}
