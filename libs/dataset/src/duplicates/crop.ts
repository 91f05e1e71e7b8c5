import { THUMBNAIL_SIDE } from './thumbnail.js';

/** A part of a picture, as large as the picture or smaller, perhaps mirrored. */
export interface Crop {
  /** The share of its width and height. */
  readonly scale: number;
  /** Where it begins, as a share of the width and height. */
  readonly left: number;
  readonly top: number;
  readonly mirrored: boolean;
}

/** All of a picture. */
export const WHOLE: Crop = { scale: 1, left: 0, top: 0, mirrored: false };

/** Width and height at which crops are compared, in pixels: half a thumbnail's, so that a crop loses no sharpness. */
export const CROP_SIDE = THUMBNAIL_SIDE / 2;

/** Shares of width and height that a copy may have been cropped to. */
const SCALES = [0.95, 0.9];

/** The whole picture, and its crops at the corners, the middles of the sides and the centre. */
export const crops: readonly Crop[] = [1, ...SCALES].flatMap((scale) => {
  const places = scale === 1 ? [0] : [0, (1 - scale) / 2, 1 - scale];
  return places.flatMap((left) => places.map((top) => ({ scale, left, top, mirrored: false })));
});

/** So many pixels of a thumbnail one pixel of a crop covers at most, as it is two wide at most. */
export const TAPS = 3;

/** How a crop reads an axis of a picture. */
export interface CropAxis {
  /** For each of the 32 pixels of the crop, the first of the three pixels it is a mean of. */
  readonly from: Uint8Array;
  /** `(32, 3)`: the shares of these, which sum to 1. */
  readonly shares: Float32Array;
}

/**
 * For each pixel of a cropped axis, what it covers of the picture's pixels.
 *
 * @param side - how many pixels the picture has along the axis, 64 at most
 */
export function cropAxis(side: number, scale: number, start: number): CropAxis {
  const from = new Uint8Array(CROP_SIDE);
  const shares = new Float32Array(CROP_SIDE * TAPS);
  const width = (scale * side) / CROP_SIDE;
  for (let index = 0; index < CROP_SIDE; index += 1) {
    const begin = Math.max(start * side + index * width, 0);
    const end = Math.min(begin + width, side);
    const first = Math.min(Math.floor(begin), side - TAPS);
    from[index] = first;
    for (let tap = 0; tap < TAPS; tap += 1) {
      const covered = Math.min(end, first + tap + 1) - Math.max(begin, first + tap);
      shares[index * TAPS + tap] = Math.max(covered, 0) / (end - begin);
    }
  }
  return { from, shares };
}

/** Brings parts of thumbnails to 32×32, each pixel the mean of what it covers. */
export class Cropper {
  /** `(32, 32)`: what was cropped last. */
  readonly pixels = new Float32Array(CROP_SIDE * CROP_SIDE);
  /** `(32, 64)`: its rows, not cropped yet to its columns. */
  readonly #rows = new Float32Array(CROP_SIDE * THUMBNAIL_SIDE);

  crop(thumbnail: Uint8Array, { scale, left, top, mirrored }: Crop): Float32Array {
    if (scale === 1) this.#halve(thumbnail, mirrored);
    else {
      this.#cropRows(thumbnail, cropAxis(THUMBNAIL_SIDE, scale, top));
      this.#cropColumns(cropAxis(THUMBNAIL_SIDE, scale, left), mirrored);
    }
    return this.pixels;
  }

  /** The whole picture: means of two by two pixels. */
  #halve(thumbnail: Uint8Array, mirrored: boolean): void {
    const out = this.pixels;
    for (let y = 0; y < CROP_SIDE; y += 1) {
      let from = 2 * y * THUMBNAIL_SIDE;
      let to = y * CROP_SIDE + (mirrored ? CROP_SIDE - 1 : 0);
      for (let x = 0; x < CROP_SIDE; x += 1, from += 2, to += mirrored ? -1 : 1) {
        const upper = levelAt(thumbnail, from) + levelAt(thumbnail, from + 1);
        const below = from + THUMBNAIL_SIDE;
        out[to] = (upper + levelAt(thumbnail, below) + levelAt(thumbnail, below + 1)) / 4;
      }
    }
  }

  #cropRows(thumbnail: Uint8Array, { from, shares }: CropAxis): void {
    const out = this.#rows;
    for (let y = 0; y < CROP_SIDE; y += 1) {
      const start = (from[y] ?? 0) * THUMBNAIL_SIDE;
      const first = valueAt(shares, y * TAPS);
      const second = valueAt(shares, y * TAPS + 1);
      const third = valueAt(shares, y * TAPS + 2);
      for (let x = 0; x < THUMBNAIL_SIDE; x += 1) {
        const at = start + x;
        out[y * THUMBNAIL_SIDE + x] =
          levelAt(thumbnail, at) * first +
          levelAt(thumbnail, at + THUMBNAIL_SIDE) * second +
          levelAt(thumbnail, at + 2 * THUMBNAIL_SIDE) * third;
      }
    }
  }

  #cropColumns({ from, shares }: CropAxis, mirrored: boolean): void {
    const rows = this.#rows;
    const out = this.pixels;
    for (let x = 0; x < CROP_SIDE; x += 1) {
      const start = from[x] ?? 0;
      const to = mirrored ? CROP_SIDE - 1 - x : x;
      const first = valueAt(shares, x * TAPS);
      const second = valueAt(shares, x * TAPS + 1);
      const third = valueAt(shares, x * TAPS + 2);
      for (let y = 0; y < CROP_SIDE; y += 1) {
        const at = y * THUMBNAIL_SIDE + start;
        out[y * CROP_SIDE + to] =
          valueAt(rows, at) * first +
          valueAt(rows, at + 1) * second +
          valueAt(rows, at + 2) * third;
      }
    }
  }
}

/** A pixel of a thumbnail. */
function levelAt(thumbnail: Uint8Array, place: number): number {
  return thumbnail[place] ?? 0;
}

/** A number of an array of which it is known that it has it. */
export function valueAt(values: Float32Array, place: number): number {
  return values[place] ?? 0;
}
