import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodePicture, ImageError, type ImageErrorCode } from '../src/index.js';
import { difference, expectSamePicture, fixturePath } from './fixture.js';

/** Made by tools/oracle/image/kinds.py with Pillow. */
type Kind = readonly [name: string, file: string, pixels: string | null];

const SIZE = { width: 9, height: 7 };
const read = (name: string): unknown => JSON.parse(readFileSync(fixturePath(name), 'utf8'));
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const kinds = readdirSync(fixturePath('.'))
  .filter((name) => name.startsWith('kinds-'))
  .flatMap((name) => read(name) as Kind[]);

/** Formats that Pillow reads and this package names and refuses. */
const otherFormats = /\.(avif|jpeg2000|ico|tga|pcx|sgi|dib|pfm|pam)$/;

/** Kinds that Pillow reads and this package refuses by name. */
const refused = [
  /^(F|I|LAB)-.*tiff$|^(cielab|signed|twelve bits|no photometric)\.tiff$/,
  /^YCbCr-(?!jpeg).*tiff$|^ycbcr subsampled\.tiff$/,
  /(zstd|lzma)\.tiff$/,
  /^(grey16|grey16 big-endian|white is zero 16)\.(png|tiff)$/, // Pillow cuts it off at 255
  /^[IF]\.ppm$|^p[25] (510|65535)\.pgm$/,
  /^8 too few colours\.bmp$/,
  /^frame inside\.gif$/,
];

async function decodeOr(
  kind: Kind,
  decoder: 'auto' | 'jimp',
): Promise<Uint8Array | ImageErrorCode> {
  try {
    const picture = await decodePicture(bytesOf(kind[1]), { decoder });
    expect(picture).toMatchObject(SIZE);
    return picture.data;
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    return (error as ImageError).code;
  }
}

describe.each(kinds)('%s', (...kind) => {
  const [name, , pixels] = kind;
  it('is read as by Pillow, or refused with a typed error', async () => {
    const read = await decodeOr(kind, 'auto');
    if (typeof read === 'string') return;
    expect(pixels).not.toBeNull();
    expect(difference(read, bytesOf(pixels!)).max).toBe(0);
  });

  it('is read by jimp as by Pillow, or refused; JPEG within 30 grey levels', async () => {
    const read = await decodeOr(kind, 'jimp');
    if (typeof read === 'string') return;
    expect(difference(read, bytesOf(pixels!)).max).toBeLessThanOrEqual(
      name.endsWith('.jpeg') ? 30 : 0,
    );
  });
});

it('reads every kind that Pillow reads but those listed', async () => {
  for (const kind of kinds) {
    const [name, , pixels] = kind;
    if (pixels === null || otherFormats.test(name)) continue;
    const wasRead = typeof (await decodeOr(kind, 'auto')) !== 'string';
    expect([name, wasRead]).toEqual([name, !refused.some((pattern) => pattern.test(name))]);
  }
});

describe('a picture that says how it is to be turned', () => {
  const turned = read('orientations.json') as [string, string, number, number, string][];
  it.each(turned)('%s is turned as by Pillow', async (name, file, width, height, pixels) => {
    const picture = await decodePicture(bytesOf(file));
    if (!name.endsWith('.jpeg')) {
      expectSamePicture(picture, { width, height, data: bytesOf(pixels) });
    }
    expect(picture).toMatchObject({ width, height });
    expect(difference(picture.data, bytesOf(pixels)).max).toBe(0);
  });
});

describe('a picture that lacks its last bytes', () => {
  const cut = read('cut.json') as [string, string, string, string][];
  it.each(cut)('%s is whole or refused by name, never partly grey', async (name, ...rest) => {
    const [file, pixels, pillow] = rest;
    const bytes = bytesOf(file);
    for (const [index, byPillow] of [...pillow].entries()) {
      const decoding = decodePicture(bytes.subarray(0, bytes.length - 1 - index));
      const data = await decoding.then(
        (picture) => picture.data,
        (error: unknown) => {
          expect(error).toMatchObject({ name: 'ImageError', code: 'IMAGE_CORRUPT' });
        },
      );
      if (data !== undefined) expect(difference(data, bytesOf(pixels)).max).toBe(0);
      if (name.endsWith('.jpeg') && byPillow === '=') expect(data).toBeDefined();
    }
  });

  it.each(cut.filter(([name]) => /^(RGB|L|CMYK|restarts).*jpeg$/.test(name)))(
    '%s is read where nothing but its end marker is missing',
    async (_, file) => {
      const bytes = bytesOf(file);
      for (const missing of [1, 2]) await decodePicture(bytes.subarray(0, bytes.length - missing));
    },
  );
});
