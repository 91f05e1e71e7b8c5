import sharp, { type JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { fixture } from '../../test/fixture.js';
import { readImageHeader } from '../header/read-image-header.js';
import type { Picture } from '../pixels/picture.js';
import { decodeSmallJpeg } from './small-jpeg.js';

const decode = (bytes: Uint8Array): Promise<Picture | undefined> =>
  decodeSmallJpeg(bytes, readImageHeader(bytes, 'the test', {}));

/** A JPEG of waves, whose colours change from pixel to pixel. */
function draw(width: number, height: number, options: JpegOptions = {}): Promise<Buffer> {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => 128 + 120 * Math.sin(at * at),
  );
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg(options)
    .toBuffer();
}

describe('decodeSmallJpeg', () => {
  it.each([
    [1, 1, {}],
    [17, 9, { chromaSubsampling: '4:4:4' }],
    [33, 15, { chromaSubsampling: '4:2:0', quality: 1 }],
    [64, 31, { chromaSubsampling: '4:2:0', quality: 100 }],
    [512, 512, { quality: 75 }],
  ] as const)('gives the pixels of sharp: %i × %i, %j', async (width, height, options) => {
    const bytes = await draw(width, height, options);
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(await decode(bytes)).toEqual({ width, height, data: new Uint8Array(data) });
  });

  it.each([
    ['a large picture', () => draw(513, 512)],
    ['a large file', async () => Buffer.concat([await draw(20, 20), Buffer.alloc(2 ** 20)])],
    ['a progressive one', () => draw(20, 20, { progressive: true })],
    ['inks', () => fixture('formats/cmyk.jpg')],
    ['one with bytes between its segments', () => fixture('formats/extraneous.jpg')],
    ['one that is cut off', async () => (await draw(20, 20)).subarray(0, -20)],
  ])('leaves %s to another decoder', async (_, make) => {
    expect(await decode(await make())).toBeUndefined();
  });

  it('decodes the next picture after libjpeg has given one up', async () => {
    const bytes = await draw(20, 20);
    const whole = await decode(bytes);
    const damaged = Buffer.from(bytes);
    const tables = damaged.indexOf(Buffer.from([0xff, 0xc4]));
    damaged.fill(0xff, tables + 5, tables + 21); // more codes than a Huffman table can have
    expect(await decode(damaged)).toBeUndefined();
    expect(await decode(bytes)).toEqual(whole);
  });
});
