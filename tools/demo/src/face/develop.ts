import type { Random } from '@gender/core';
import { blur } from '../raster/blur.js';
import type { Canvas } from '../raster/canvas.js';
import type { Picture } from './picture.js';

/** Does what a camera does to a picture: exposure, focus, grain. */
export function develop(canvas: Canvas, picture: Picture, random: Random): void {
  for (let channel = 0; channel < 3; channel += 1) {
    if (picture.blur > 0) defocus(canvas, channel, picture.blur);
  }
  const { pixels } = canvas;
  for (let index = 0; index < pixels.length; index += 1) {
    const grain = (random.next() + random.next() - 1) * 2.45 * picture.grain;
    pixels[index] = (pixels[index] as number) * (picture.exposure[index % 3] as number) + grain;
  }
}

/** Moves a channel towards its blurred self. */
function defocus({ pixels, width, height }: Canvas, channel: number, strength: number): void {
  const soft = new Float32Array(width * height);
  for (let pixel = 0; pixel < soft.length; pixel += 1) {
    soft[pixel] = pixels[pixel * 3 + channel] as number;
  }
  blur(soft, width, height, 1);
  for (let pixel = 0; pixel < soft.length; pixel += 1) {
    const value = pixels[pixel * 3 + channel] as number;
    pixels[pixel * 3 + channel] = value + ((soft[pixel] as number) - value) * strength;
  }
}
