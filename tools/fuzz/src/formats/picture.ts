import { decodePicture, ImageError, readImageHeader } from '@gender/image';
import * as z from 'zod';
import { readFixtures } from '../fixtures.js';
import type { FuzzFormat, Seed } from '../fuzz-format.js';

/** Named files in base64, and their pixels. */
const kindsSchema = z.array(z.tuple([z.string(), z.string(), z.string().nullable()]));

/** Damage may announce any size; the sound pictures have 9×7 pixels. */
const MAX_PIXELS = 100_000;

/** Headers and pixels of pictures of every format that is read. */
export function picture(): FuzzFormat {
  return {
    file: 'case',
    content: 'binary',
    seeds: readFixtures('image', /^kinds-(bmp|gif|jpeg|pbm|pgm|png|ppm|tiff|webp)\.json$/).flatMap(
      ({ bytes }) => kindsSchema.parse(JSON.parse(Buffer.from(bytes).toString())).map(toSeed),
    ),
    errors: [ImageError],
    read: async ({ bytes, path }) => [
      readImageHeader(bytes, path, { maxPixels: MAX_PIXELS }),
      await decodePicture(bytes, { maxPixels: MAX_PIXELS }),
    ],
  };
}

function toSeed([name, base64]: z.infer<typeof kindsSchema>[number]): Seed {
  return { name, bytes: new Uint8Array(Buffer.from(base64, 'base64')) };
}
