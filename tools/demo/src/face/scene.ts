import { Canvas, type FillOptions, type Paint } from '../raster/canvas.js';
import { mix, scale, type Colour } from '../raster/colour.js';
import type { Mask } from '../raster/mask.js';
import { createNoise, type Noise } from '../raster/noise.js';
import { stroke, type Path, type Point } from '../raster/path.js';
import type { Person } from './person.js';
import type { Picture } from './picture.js';
import { createPose, type Pose } from './pose.js';
import { rise } from './traits.js';

/** A picture of a person while it is being painted; what every part of a face needs. */
export interface Scene {
  readonly canvas: Canvas;
  readonly person: Person;
  readonly picture: Picture;
  readonly pose: Pose;
  readonly noise: Noise;
  /** A surface of this colour, round like a head, in the light of the picture. */
  lit(colour: Colour): Exclude<Paint, Colour>;
  /** Paints a line whose width, in half heights of a head, swells from its ends to its middle. */
  line(points: readonly Point[], width: number, paint: Paint, options?: FillOptions): Mask;
  /** Paints an outline with an edge that fades over `soft` half heights of a head. */
  shade(path: Path, paint: Paint, soft: number, options?: FillOptions): Mask;
}

/** An empty picture of a person. */
export function createScene(person: Person, picture: Picture): Scene {
  const canvas = new Canvas(picture.size, picture.size);
  const pose = createPose(picture);
  return {
    canvas,
    person,
    picture,
    pose,
    noise: createNoise(person.texture),
    lit: (colour) => lightOn(colour, picture, pose),
    line: (points, width, paint, options) => {
      const swell = (along: number): number =>
        width * pose.unit * (0.25 + 0.75 * Math.sin(Math.PI * along));
      return canvas.fill(stroke(points, swell), paint, options);
    },
    shade: (path, paint, soft, options) =>
      canvas.fill(path, paint, { ...options, soft: soft * pose.unit }),
  };
}

/** Lambert's law on an ellipsoid around the head, softened, with a shine where light falls full. */
function lightOn(
  colour: Colour,
  { light, contrast }: Picture,
  pose: Pose,
): (x: number, y: number) => Colour {
  const [centreX, centreY] = pose.place(0, 0, 0.15);
  const [radiusX, radiusY] = [0.88 * pose.unit, 1.2 * pose.unit];
  const dark = scale(colour, [1 - 0.75 * contrast, 1 - 0.85 * contrast, 1 - 0.85 * contrast]);
  const bright = mix(colour, [255, 250, 240], 0.22);
  return (x, y) => {
    const [u, v] = [(x - centreX) / radiusX, (y - centreY) / radiusY];
    const w = Math.sqrt(Math.max(1 - u * u - v * v, 0));
    const facing = u * light[0] + v * light[1] + w * light[2];
    const base = mix(dark, colour, rise(facing, -0.35, 0.75));
    return mix(base, bright, rise(facing, 0.7, 1.05));
  };
}
