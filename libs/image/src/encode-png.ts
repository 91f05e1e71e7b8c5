import type { Picture } from './pixels/picture.js';

/**
 * A picture as the bytes of a PNG file. They are written by jimp on every machine, whichever decoder
 * serves, so that the same pixels make the same bytes.
 */
export async function encodePng({ width, height, data }: Picture): Promise<Uint8Array> {
  const { Jimp } = await import('jimp');
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    rgba.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  }
  const image = new Jimp({ width, height, data: Buffer.from(rgba.buffer) });
  return new Uint8Array(await image.getBuffer('image/png'));
}
