import { expect, it } from 'vitest';
import { decodePicture } from './decode-picture.js';
import { encodePng } from './encode-png.js';
import { encodeThumbnail } from './encode-thumbnail.js';

/** A PNG of one colour, and the size of its thumbnail of 144 pixels. */
async function sizeFrom(width: number, height: number): Promise<readonly number[]> {
  const data = new Uint8Array(width * height * 3).fill(90);
  const small = await encodeThumbnail(await encodePng({ width, height, data }), { side: 144 });
  const picture = await decodePicture(small);
  expect(new Set(picture.data)).toEqual(new Set([90]));
  return [picture.width, picture.height];
}

it('has the longer side asked for, the shape of the picture, and no more pixels than it', async () => {
  expect(await sizeFrom(288, 200)).toEqual([144, 100]);
  expect(await sizeFrom(100, 300)).toEqual([48, 144]);
  expect(await sizeFrom(40, 30)).toEqual([40, 30]);
  expect(await sizeFrom(1000, 1)).toEqual([144, 1]);
});

it('names the picture that is none', async () => {
  await expect(encodeThumbnail(Uint8Array.of(1, 2), { side: 9, name: 'a.jpg' })).rejects.toThrow(
    /a\.jpg/,
  );
});
