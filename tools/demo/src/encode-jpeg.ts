import { encode } from 'jpeg-js';
import type { Canvas } from './raster/canvas.js';

/** A painted picture as the bytes of a JPEG file; the same everywhere, as the encoder is plain JavaScript. */
export function encodeJpeg(canvas: Canvas, quality: number): Buffer {
  const { width, height, pixels } = canvas;
  const data = Buffer.alloc(width * height * 4, 255);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const value = Math.round(pixels[pixel * 3 + channel] as number);
      data[pixel * 4 + channel] = Math.min(Math.max(value, 0), 255);
    }
  }
  return encode({ width, height, data }, quality).data;
}
