import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodePicture } from './decode-picture.js';
import { encodePng } from './encode-png.js';

it.each(['sharp', 'jimp'] as const)('is read again pixel by pixel, by %s', async (decoder) => {
  const side = fc.integer({ min: 1, max: 9 });
  await fc.assert(
    fc.asyncProperty(side, side, fc.nat(), async (width, height, seed) => {
      const data = Uint8Array.from(
        { length: width * height * 3 },
        (_, at) => (at * 89 + seed) % 256,
      );
      const png = await encodePng({ width, height, data });
      expect(await decodePicture(png, { decoder })).toEqual({ width, height, data });
    }),
    { numRuns: 20 },
  );
});

it('begins as the PNG specification says, and has the same bytes each time', async () => {
  const picture = { width: 258, height: 1, data: new Uint8Array(258 * 3).fill(7) };
  const png = Buffer.from(await encodePng(picture));
  // The signature, then the chunk IHDR of 13 bytes: width, height, 8 bits a channel.
  const start = '89504e470d0a1a0a 0000000d 49484452 00000102 00000001 08'.replaceAll(' ', '');
  expect(png.subarray(0, 25).toString('hex')).toBe(start);
  expect(png.compare(await encodePng(picture))).toBe(0);
});
