import { describe, expect, it } from 'vitest';
import { decodePicture, resample } from '../src/index.js';
import { difference, expectSamePicture, fixturePath, pngFixture } from './fixture.js';

/**
 * How far jimp is from Pillow, in grey levels, as measured and rounded up: it repeats the pixels
 * of reduced colour channels where libjpeg interpolates between them.
 */
const files = [
  { name: 'q90_420', jimp: { mean: 6.7, max: 75 } },
  { name: 'progressive', jimp: { mean: 6.7, max: 75 } },
  { name: 'q75_444', jimp: { mean: 0.6, max: 5 } },
  { name: 'grey', jimp: { mean: 0.1, max: 1 } },
  { name: 'cmyk', jimp: { mean: 0.1, max: 1 } },
];

describe.each(files)('the JPEG $name', ({ name, jimp }) => {
  it.each(['auto', 'sharp'] as const)('is decoded by %s exactly as by Pillow', async (decoder) => {
    const picture = await decodePicture(fixturePath(`jpeg/${name}.jpg`), { decoder });
    expectSamePicture(picture, await pngFixture(`jpeg/${name}.pillow.png`));
  });

  it('is decoded by jimp within the documented distance', async () => {
    const picture = await decodePicture(fixturePath(`jpeg/${name}.jpg`), { decoder: 'jimp' });
    const expected = await pngFixture(`jpeg/${name}.pillow.png`);
    const { mean, max } = difference(picture.data, expected.data);
    expect(mean).toBeLessThanOrEqual(jimp.mean);
    expect(max).toBeLessThanOrEqual(jimp.max);
  });
});

describe.each([
  { exif: 'apply', width: 540, height: 408, golden: 'applied' },
  { exif: 'ignore', width: 408, height: 540, golden: 'ignored' },
] as const)('a JPEG of EXIF orientation 6, exif: $exif', ({ exif, width, height, golden }) => {
  const reduced = async (decoder: 'sharp' | 'jimp') => {
    const picture = await decodePicture(fixturePath('jpeg/exif_rotated.jpg'), { exif, decoder });
    expect([picture.width, picture.height]).toEqual([width, height]);
    return resample(picture, width / 4, height / 4, 'box');
  };
  const expected = pngFixture(`jpeg/exif_rotated.pillow_${golden}_quarter_box.png`);

  it('is turned by sharp as by Pillow', async () => {
    expectSamePicture(await reduced('sharp'), await expected);
  });

  it('is turned by jimp as by Pillow, within the documented distance', async () => {
    const { mean } = difference((await reduced('jimp')).data, (await expected).data);
    expect(mean).toBeLessThanOrEqual(2.8);
  });
});
