import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fixture, fixturePath } from '../../test/fixture.js';
import { ImageError } from '../image-error.js';
import { MAX_PIXELS, readImageHeader } from './read-image-header.js';

const names = readdirSync(fixturePath('formats')).filter((name) => !name.endsWith('.rgb'));
const readBySharp = names.filter((name) => !name.endsWith('.bmp'));

/** Reads a header; anything but a header or an ImageError fails the test. */
function headerOrError(bytes: Uint8Array): unknown {
  try {
    return readImageHeader(bytes, 'x');
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    return error;
  }
}

describe('readImageHeader', () => {
  it.each(readBySharp)('says of %s what libvips says', async (name) => {
    const bytes = await fixture(`formats/${name}`);
    const { format, width, height, orientation = 1 } = await sharp(bytes).metadata();
    expect(readImageHeader(bytes)).toEqual({ format, width, height, orientation });
  });

  it('reads the size of a BMP', async () => {
    const header = readImageHeader(await fixture('formats/rgb.bmp'));
    expect(header).toEqual({ format: 'bmp', width: 31, height: 22, orientation: 1 });
  });

  it('calls an empty file empty and names it', () => {
    const read = () => readImageHeader(new Uint8Array(), 'a/b.jpg');
    expect(read).toThrow(expect.objectContaining({ code: 'IMAGE_EMPTY' }));
    expect(read).toThrow('a/b.jpg is empty');
  });

  it('refuses what is not a picture', () => {
    const read = () => readImageHeader(Buffer.from('<html>not found</html>'), 'face.jpg');
    expect(read).toThrow(expect.objectContaining({ code: 'IMAGE_FORMAT' }));
    expect(read).toThrow('face.jpg is not a picture');
  });

  it('refuses a small file that announces too many pixels', async () => {
    const png = await fixture('formats/rgb.png');
    new DataView(png.buffer).setUint32(16, MAX_PIXELS);
    const read = () => readImageHeader(png, 'bomb.png');
    expect(read).toThrow(expect.objectContaining({ code: 'IMAGE_TOO_LARGE' }));
    expect(read).toThrow(`bomb.png has ${MAX_PIXELS}×22 pixels`);
  });

  it('reads any cut-off picture as a header or a typed error', async () => {
    for (const name of names) {
      const bytes = await fixture(`formats/${name}`);
      for (let length = 0; length < bytes.length; length += 7) {
        headerOrError(bytes.subarray(0, length));
      }
    }
  });

  it('survives damaged bytes', async () => {
    const starts = await Promise.all(names.map((name) => fixture(`formats/${name}`)));
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.nat(400), fc.nat(255), (start, place, value) => {
        const damaged = start.slice();
        if (place < damaged.length) damaged[place] = value;
        headerOrError(damaged);
      }),
      { numRuns: 500 },
    );
  });
});
