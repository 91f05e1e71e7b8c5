import { mix } from '../raster/colour.js';
import type { Scene } from './scene.js';

/** Paints the background: two colours that run into each other, brighter around the head. */
export function paintBackdrop({ canvas, picture, noise }: Scene): void {
  const [near, far] = picture.background;
  const shift = picture.yaw * 50 + picture.exposure[0] * 90;
  canvas.cover((x, y) => {
    const [u, v] = [x / canvas.width, y / canvas.height];
    const cloud = noise(u * 2.5 + shift, v * 2.5 - shift);
    const vignette = Math.hypot(u - 0.5, v - 0.45);
    return mix(near, far, 0.6 * cloud + 0.7 * vignette);
  });
}
