import { mix, scale, type Colour } from '../raster/colour.js';
import type { Mask } from '../raster/mask.js';
import { closedCurve, ellipse, type Path, type Point } from '../raster/path.js';
import type { Outline } from './person.js';
import type { Scene } from './scene.js';
import { rise } from './traits.js';

/** Changes to the outline of a head. */
export interface SkullOptions {
  /** Half heights of a head by which the outline lies outside the skin. */
  grow?: number;
}

/** The outline of a head in a picture, from the top around to the right. */
export function skull({ person, pose }: Scene, { grow = 0 }: SkullOptions = {}): Path {
  const right = profile(person.outline);
  const mirrored = right
    .slice(1, -1)
    .reverse()
    .map(([x, y]): Point => [-x, y]);
  const points = [...right, ...mirrored].map(([x, y]) => {
    const length = Math.hypot(x, y) || 1;
    const [outX, outY] = [x + (grow * x) / length, y + (grow * y) / length];
    return pose.place(outX, outY, 0.38 * rise(y, 0, 1));
  });
  return closedCurve(points);
}

/** Half the width of the skin at a height, in half heights of a head. */
export function halfWidthAt(outline: Outline, height: number): number {
  const points = profile(outline);
  const below = Math.max(
    points.findIndex(([, y]) => y >= height),
    1,
  );
  const [[x0, y0], [x1, y1]] = [points[below - 1] as Point, points[below] as Point];
  return x0 + ((x1 - x0) * (height - y0)) / (y1 - y0);
}

/** The right half of the outline, from the top of the head to the chin. */
function profile({ forehead, cheek, jaw, chin, bottom }: Outline): Point[] {
  return [
    [0, -1],
    [forehead * 0.3, -0.98],
    [forehead * 0.58, -0.915],
    [forehead * 0.81, -0.785],
    [forehead * 0.97, -0.59],
    [forehead * 1.06, -0.3],
    [cheek, 0.06],
    [(cheek + jaw) / 2 + 0.02, 0.36],
    [jaw, 0.55],
    [(jaw + chin) / 2 + 0.035, 0.55 + (bottom - 0.55) * 0.6],
    [chin, 0.55 + (bottom - 0.55) * 0.9],
    [0, bottom],
  ];
}

/** Paints ears and skin; returns what the skin covers. */
export function paintHead(scene: Scene): Mask {
  for (const side of [-1, 1]) paintEar(scene, side);
  const face = scene.canvas.fill(skull(scene), scene.lit(scene.person.complexion.skin));
  paintCheeks(scene, face);
  paintFreckles(scene, face);
  return face;
}

function paintEar(scene: Scene, side: number): void {
  const { canvas, person, pose } = scene;
  const { skin } = person.complexion;
  const { cheek, ear } = person.outline;
  const middle = pose.place(side * (cheek + 0.005), person.eyes.y + 0.1, -0.1);
  const tilt = side * 0.18;
  canvas.fill(
    ellipse(middle, 0.085 * pose.unit, ear * pose.unit, tilt),
    scene.lit(scale(skin, 0.93)),
  );
  const inner = ellipse(middle, 0.045 * pose.unit, ear * 0.65 * pose.unit, tilt);
  canvas.fill(inner, scale(skin, [0.7, 0.56, 0.54]), { opacity: 0.55 });
  if (!person.earrings) return;
  const lobe = pose.place(side * (cheek + 0.01), person.eyes.y + 0.11 + ear, -0.1);
  canvas.fill(ellipse(lobe, 0.035 * pose.unit, 0.045 * pose.unit), [226, 200, 130]);
}

function paintCheeks(scene: Scene, face: Mask): void {
  const { person, pose } = scene;
  const { skin, blush } = person.complexion;
  const flushed = mix(scale(skin, [0.98, 0.72, 0.68]), [214, 96, 96], 0.3);
  for (const side of [-1, 1]) {
    const middle = pose.onFace(side * 0.4, 0.3);
    const cheek = ellipse(middle, 0.17 * pose.unit, 0.13 * pose.unit);
    scene.shade(cheek, flushed, 0.09, { opacity: blush, within: face });
  }
}

function paintFreckles({ canvas, person, pose, noise }: Scene, face: Mask): void {
  const { skin, freckles } = person.complexion;
  if (freckles === 0) return;
  const colour: Colour = scale(skin, [0.74, 0.58, 0.5]);
  for (let index = 0; index < 34; index += 1) {
    const x = (noise(index * 3.7, 0.5) - 0.5) * 1.3;
    const y = 0.24 + (noise(0.5, index * 3.7) - 0.5) * 0.42;
    const spot = ellipse(pose.onFace(x, y), 0.012 * pose.unit, 0.012 * pose.unit, 0, 8);
    canvas.fill(spot, colour, { opacity: freckles, within: face });
  }
}
