import type { Canvas } from '../raster/canvas.js';
import { paintAgeLines } from './age-lines.js';
import { paintBackdrop } from './backdrop.js';
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
import { createScene } from './scene.js';

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
