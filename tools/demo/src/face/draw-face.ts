import type { Canvas } from '../raster/canvas.js';
import { mix } from '../raster/colour.js';
import { paintAgeLines } from './age-lines.js';
import { paintBeard } from './beard.js';
import { paintBody } from './body.js';
import { paintBrows } from './brows.js';
import { develop } from './develop.js';
import { paintEyes } from './eyes.js';
import { paintGlasses } from './glasses.js';
import { paintHair, paintHairBehind } from './hair.js';
import { paintHead } from './head.js';
import { paintMouth } from './mouth.js';
import { paintNose } from './nose.js';
import type { Person } from './person.js';
import type { Picture } from './picture.js';
import { createScene, type Scene } from './scene.js';

/** Paints one picture of a person, from the background to the grain of the camera. */
export function drawFace(person: Person, picture: Picture): Canvas {
  const scene = createScene(person, picture);
  paintBackdrop(scene);
  paintHairBehind(scene);
  paintBody(scene);
  const face = paintHead(scene);
  paintBeard(scene, face);
  paintAgeLines(scene, face);
  paintMouth(scene, face);
  paintNose(scene, face);
  paintEyes(scene, face);
  paintBrows(scene);
  paintGlasses(scene);
  paintHair(scene, face);
  develop(scene.canvas, picture);
  return scene.canvas;
}

/** Paints the background: two colours that run into each other, brighter around the head. */
function paintBackdrop({ canvas, picture, noise }: Scene): void {
  const [near, far] = picture.background;
  const shift = picture.yaw * 50 + picture.exposure[0] * 90;
  canvas.cover((x, y) => {
    const [u, v] = [x / canvas.width, y / canvas.height];
    const cloud = noise(u * 2.5 + shift, v * 2.5 - shift);
    const vignette = Math.hypot(u - 0.5, v - 0.45);
    return mix(near, far, 0.6 * cloud + 0.7 * vignette);
  });
}
