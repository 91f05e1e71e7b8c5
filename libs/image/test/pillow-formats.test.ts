import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../src/index.js';
import { difference, fixture, fixturePath } from './fixture.js';

const names = readdirSync(fixturePath('formats')).filter((name) => !name.endsWith('.rgb'));
/** What jimp refuses: WebP, CMYK in a TIFF, bytes between the segments of a JPEG. */
const refusedByJimp = /\.webp$|^cmyk\.tif$|^extraneous\.jpg$/;
/** JPEGs whose colour channels have half the columns or half of both. */
const reduced = ['rgb_422.jpg', 'profile.jpg'];

describe.each(names)('%s', (name) => {
  const read = async (decoder: 'auto' | 'sharp' | 'jimp') => {
    const { width, height, data } = await decodePicture(fixturePath(`formats/${name}`), {
      decoder,
    });
    expect(data).toHaveLength(width * height * 3);
    return data;
  };
  const expected = fixture(`formats/${name}.rgb`);

  it.each(['auto', 'sharp'] as const)('is decoded by %s exactly as by Pillow', async (decoder) => {
    expect(difference(await read(decoder), await expected)).toEqual({ mean: 0, max: 0 });
  });

  if (refusedByJimp.test(name)) {
    it('is refused by jimp with an error that names it', async () => {
      await expect(read('jimp')).rejects.toThrow(
        new RegExp(`cannot decode .*${name}.*(jimp|without sharp)`),
      );
    });
  } else {
    it('is decoded by jimp as by Pillow, JPEG within the documented distance', async () => {
      const { mean } = difference(await read('jimp'), await expected);
      const jpegBound = reduced.includes(name) ? 6 : 0.6;
      expect(mean).toBeLessThanOrEqual(name.endsWith('.jpg') ? jpegBound : 0);
    });
  }
});
