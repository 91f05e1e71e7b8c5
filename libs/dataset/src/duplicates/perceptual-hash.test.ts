import { expect, it } from 'vitest';
import { wavesPicture } from '../../test/pictures.js';
import { CROP_SIDE as SIDE, cropAxis, Cropper, crops, TAPS, WHOLE } from './crop.js';
import { Hasher } from './perceptual-hash.js';
import { thumbnailOf } from './thumbnail.js';

const thumbnail = thumbnailOf(wavesPicture(3))!;

/** The thumbnail at 32×32, and a part of that brought to 32×32 again, a pixel the mean of what it covers. */
const whole = new Cropper().crop(thumbnail, WHOLE).slice();
function cropped({ scale, left, top }: { scale: number; left: number; top: number }): Float64Array {
  const columns = cropAxis(SIDE, scale, left);
  const rows = cropAxis(SIDE, scale, top);
  return Float64Array.from({ length: SIDE * SIDE }, (_, index) => {
    const [y, x] = [Math.floor(index / SIDE), index % SIDE];
    let sum = 0;
    for (let down = 0; down < TAPS; down += 1) {
      for (let right = 0; right < TAPS; right += 1) {
        const pixel = whole[(rows.from[y]! + down) * SIDE + columns.from[x]! + right]!;
        sum += pixel * rows.shares[y * TAPS + down]! * columns.shares[x * TAPS + right]!;
      }
    }
    return sum;
  });
}

/** One frequency of the DCT-II of a picture, by its definition. */
function frequency(pixels: Float64Array, row: number, column: number): number {
  const wave = (of: number, at: number) => Math.cos((Math.PI * of * (2 * at + 1)) / (2 * SIDE));
  return pixels.reduce((sum, value, index) => {
    const [y, x] = [Math.floor(index / SIDE), index % SIDE];
    return sum + value * wave(row, y) * wave(column, x);
  }, 0);
}

it('the hash of a crop has the signs of the cosine transform of the crop cut out', () => {
  const places = Array.from({ length: 10 }, (_, index) => index + 1).flatMap((sum) =>
    Array.from({ length: sum + 1 }, (_, row) => [row, sum - row] as const),
  );
  for (const crop of crops) {
    const hash = new Hasher().lookAt(thumbnail).hash(crop);
    const pixels = cropped(crop);
    let compared = 0;
    for (const [index, [row, column]] of places.slice(0, 64).entries()) {
      const value = frequency(pixels, row, column);
      // crops are float32, of values to 255 at 1024 places
      if (Math.abs(value) < 0.1) continue;
      compared += 1;
      const bit = (hash[Math.floor(index / 16)]! >> (index % 16)) & 1;
      expect(bit, `${row}, ${column} of ${JSON.stringify(crop)}`).toBe(value > 0 ? 1 : 0);
    }
    expect(compared).toBeGreaterThan(56);
  }
});
