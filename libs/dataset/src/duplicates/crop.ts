import { SIDE } from './thumbnail.js';

/** A part of a picture, as large as the picture or smaller, perhaps mirrored. */
export interface Crop {
  /** The share of its width and height. */
  readonly scale: number;
  /** Where it begins, as a share of the width and height. */
  readonly left: number;
  readonly top: number;
  readonly mirrored: boolean;
}

/** Shares of width and height that a copy may have been cropped to. */
const SCALES = [0.95, 0.9];

/** The whole picture, and its crops at the corners, the middles of the sides and the centre. */
export const crops: readonly Crop[] = [1, ...SCALES].flatMap((scale) => {
  const places = scale === 1 ? [0] : [0, (1 - scale) / 2, 1 - scale];
  return places.flatMap((left) => places.map((top) => ({ scale, left, top, mirrored: false })));
});

/**
 * Brings a part of a thumbnail to the size of one, bilinearly.
 *
 * @param out - `(32, 32)`, is written
 */
export function cropThumbnail(thumbnail: Uint8Array, crop: Crop, out: Float32Array): void {
  const columns = cropAxis(crop.scale, crop.left);
  const rows = cropAxis(crop.scale, crop.top);
  for (let y = 0; y < SIDE; y += 1) {
    const row = (rows.from[y] ?? 0) * SIDE;
    const below = row < (SIDE - 1) * SIDE ? row + SIDE : row;
    const down = rows.part[y] ?? 0;
    for (let x = 0; x < SIDE; x += 1) {
      const column = columns.from[x] ?? 0;
      const next = column < SIDE - 1 ? column + 1 : column;
      const right = columns.part[x] ?? 0;
      const above = mix(thumbnail[row + column] ?? 0, thumbnail[row + next] ?? 0, right);
      const under = mix(thumbnail[below + column] ?? 0, thumbnail[below + next] ?? 0, right);
      out[y * SIDE + (crop.mirrored ? SIDE - 1 - x : x)] = mix(above, under, down);
    }
  }
}

function mix(a: number, b: number, part: number): number {
  return a + (b - a) * part;
}

/** For each pixel of a cropped axis, the pixel before its place and how far it is from there to the next. */
export function cropAxis(scale: number, start: number): { from: Uint8Array; part: Float32Array } {
  const from = new Uint8Array(SIDE);
  const part = new Float32Array(SIDE);
  for (let index = 0; index < SIDE; index += 1) {
    const place = (index + 0.5) * scale - 0.5 + start * SIDE;
    const inside = Math.min(Math.max(place, 0), SIDE - 1);
    from[index] = Math.floor(inside);
    part[index] = inside - Math.floor(inside);
  }
  return { from, part };
}

/** Pearson's correlation of two thumbnails, −1 to 1; brightness and contrast do not count. */
export function correlate(a: Float32Array, b: Uint8Array): number {
  const count = SIDE * SIDE;
  let sumA = 0;
  let sumB = 0;
  let squareA = 0;
  let squareB = 0;
  let product = 0;
  for (let index = 0; index < count; index += 1) {
    const x = a[index] ?? 0;
    const y = b[index] ?? 0;
    sumA += x;
    sumB += y;
    squareA += x * x;
    squareB += y * y;
    product += x * y;
  }
  const covariance = product - (sumA * sumB) / count;
  const spread = (squareA - sumA ** 2 / count) * (squareB - sumB ** 2 / count);
  return spread > 0 ? covariance / Math.sqrt(spread) : 0;
}
