/**
 * How the inputs of a dense layer are cut up.
 *
 * The kernels work on vectors of four floats. Four neighbouring channels at one position make a
 * vector; `groups` times four channels at all positions make a strip, ordered
 * `[group][position][4 channels]`; the strips of all units (or pictures) for the same channels make
 * a block, ordered `[unit][strip]`. Channels that do not fill the last block are zeros, in weights
 * and inputs alike, and Adam leaves a zero weight with a zero gradient at zero.
 *
 * For VGG-Face's features (7 × 7 positions, 512 channels) a strip is 49 vectors, 784 bytes, and
 * there are 128 blocks: a strip's inputs share four γ and four β, and one block of all pictures of a
 * batch of 32 (25 KB) stays in the first-level cache while the weights stream by.
 */
export interface StripShape {
  readonly positions: number;
  readonly channels: number;
  /** Groups of four channels in a strip. */
  readonly groups: number;
  readonly blocks: number;
  /** Vectors of four floats in a strip. */
  readonly vectors: number;
  readonly bytes: number;
}

/** Fewer vectors than this in a strip would cost more in bookkeeping than in arithmetic. */
const LEAST_VECTORS = 16;

/** The strips of a layer that reads `positions × channels` inputs. */
export function stripShape(positions: number, channels: number): StripShape {
  const wanted = Math.ceil(LEAST_VECTORS / positions);
  return shapeOf(positions, channels, Math.min(wanted, Math.ceil(channels / 4)));
}

/** One strip for all values of a picture: how the last layer's outputs lie. */
export function singleStrip(values: number): StripShape {
  return shapeOf(1, values, Math.ceil(values / 4));
}

function shapeOf(positions: number, channels: number, groups: number): StripShape {
  const blocks = Math.ceil(Math.ceil(channels / 4) / groups);
  const vectors = groups * positions;
  return { positions, channels, groups, blocks, vectors, bytes: vectors * 16 };
}

/**
 * The index, in floats from the start of the weights, of input `input` of unit 0; unit `u` has it
 * `u · vectors · 4` floats further on.
 *
 * @param input - the row of the kernel: `position · channels + channel`
 */
export function rowStart(shape: StripShape, units: number, input: number): number {
  const channel = input % shape.channels;
  const position = (input - channel) / shape.channels;
  const group = channel >> 2;
  const block = Math.floor(group / shape.groups);
  const vector = (group % shape.groups) * shape.positions + position;
  return (block * units * shape.vectors + vector) * 4 + (channel & 3);
}
