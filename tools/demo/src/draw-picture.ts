import { createRandom } from '@gender/core';
import { encodeJpeg } from './encode-jpeg.js';
import { drawFace } from './face/draw-face.js';
import { drawPerson, type Person } from './face/person.js';
import { drawPicture, type Picture } from './face/picture.js';
import type { PlannedPicture } from './plan.js';
import type { Canvas } from './raster/canvas.js';

/** A picture of the data set, painted. */
export interface PaintedPicture {
  readonly canvas: Canvas;
  readonly person: Person;
  readonly picture: Picture;
}

/** What all pictures of a data set share. */
export interface DrawSettings {
  readonly seed: number;
  /** How far apart the distributions of the two classes lie; 0 is not at all. */
  readonly contrast: number;
}

/** Paints one planned picture; it depends on the settings and its own plan alone. */
export function paintPicture(settings: DrawSettings, planned: PlannedPicture): PaintedPicture {
  const random = createRandom(settings.seed).fork(`person ${planned.person}`);
  const { label, age } = planned;
  const person = drawPerson(random.fork('traits'), { label, age, contrast: settings.contrast });
  const picture = drawPicture(random.fork(`picture ${planned.picture}`));
  const canvas = drawFace(person, picture);
  return { canvas, person, picture };
}

/** Paints one planned picture and encodes it as JPEG. */
export function drawPictureFile(settings: DrawSettings, planned: PlannedPicture): Buffer {
  const { canvas, picture } = paintPicture(settings, planned);
  return encodeJpeg(canvas, picture.quality);
}
