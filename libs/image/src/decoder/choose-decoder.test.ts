import { describe, expect, it } from 'vitest';
import { chooseDecoder, imageDecoder, importSharp, type SharpLoader } from './choose-decoder.js';

const absent: SharpLoader = () => Promise.reject(new Error("Cannot find package 'sharp'"));

describe('chooseDecoder', () => {
  it.each(['jpeg', 'png', 'gif', 'tiff', 'webp'] as const)('gives %s to sharp', async (format) => {
    expect(await chooseDecoder('auto', format, 'x', importSharp)).toMatchObject({ name: 'sharp' });
  });

  it.each(['jpeg', 'png', 'gif', 'tiff'] as const)(
    'gives %s to jimp where sharp is absent',
    async (format) => {
      expect(await chooseDecoder('auto', format, 'x', absent)).toMatchObject({ name: 'jimp' });
    },
  );

  it.each(['auto', 'sharp', 'jimp'] as const)(
    'decodes BMP and Netpbm here when asked for %s',
    async (choice) => {
      for (const format of ['bmp', 'netpbm'] as const) {
        expect(await chooseDecoder(choice, format, 'x', absent)).toMatchObject({
          name: 'this package',
        });
      }
    },
  );

  it('says that WebP needs sharp, and how to get it', async () => {
    const choice = chooseDecoder('auto', 'webp', 'face.webp', absent);
    await expect(choice).rejects.toMatchObject({ name: 'ImageError', code: 'IMAGE_DECODER' });
    await expect(chooseDecoder('auto', 'webp', 'face.webp', absent)).rejects.toThrow(
      /face\.webp: WebP needs sharp.*npm install sharp/,
    );
  });

  it('fails when sharp is asked for by name and absent', async () => {
    await expect(chooseDecoder('sharp', 'jpeg', 'a.jpg', absent)).rejects.toMatchObject({
      code: 'IMAGE_DECODER',
      cause: expect.any(Error) as Error,
    });
  });

  it('fails when jimp is asked for by name and the picture is WebP', async () => {
    await expect(chooseDecoder('jimp', 'webp', 'a.webp', importSharp)).rejects.toThrow(
      'a.webp: it is WebP, which jimp does not read',
    );
  });
});

describe('imageDecoder', () => {
  it('is sharp where sharp loads, otherwise jimp, and says why', async () => {
    expect(await imageDecoder()).toEqual({ name: 'sharp' });
    const { name, reason } = await imageDecoder(absent);
    expect(name).toBe('jimp');
    expect(reason).toMatch(/^sharp .*Cannot find package 'sharp'.*npm install sharp$/);
  });
});
