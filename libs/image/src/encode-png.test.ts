import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodePicture } from './decode-picture.js';
import { encodePng } from './encode-png.js';

it('is read again pixel by pixel', async () => {
  const side = fc.integer({ min: 1, max: 9 });
  await fc.assert(
    fc.asyncProperty(side, side, fc.nat(), async (width, height, seed) => {
      const data = Uint8Array.from(
        { length: width * height * 3 },
        (_, at) => (at * 89 + seed) % 256,
      );
      expect(await decodePicture(await encodePng({ width, height, data }))).toEqual({
        ...{ width, height, data },
      });
    }),
    { numRuns: 20 },
  );
});
