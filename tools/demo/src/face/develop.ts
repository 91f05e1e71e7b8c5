import { blur } from '../raster/blur.js';
import type { Canvas } from '../raster/canvas.js';
import { grainAt } from '../raster/noise.js';
import type { Picture } from './picture.js';

/** The standard deviation of `grainAt`. */
const GRAIN_DEVIATION = 1 / Math.sqrt(6);

/** Does what a camera does to a picture: focus, exposure, grain. */
export function develop(canvas: Canvas, picture: Picture): void {
  for (let channel = 0; channel < 3; channel += 1) {
    if (picture.blur > 0) defocus(canvas, channel, picture.blur);
  }
  const { pixels } = canvas;
  const strength = picture.grain / GRAIN_DEVIATION;
  for (let index = 0; index < pixels.length; index += 1) {
    const exposed = (pixels[index] as number) * (picture.exposure[index % 3] as number);
    pixels[index] = exposed + strength * grainAt(picture.grainSeed, index);
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
