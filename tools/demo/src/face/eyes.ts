import { mix, scale, type Colour } from '../raster/colour.js';
import type { Mask } from '../raster/mask.js';
import { ellipse, openCurve, type Point } from '../raster/path.js';
import type { Scene } from './scene.js';

const LASH: Colour = [34, 24, 24];

/** Paints both eyes with their sockets, lids and lashes. */
export function paintEyes(scene: Scene, face: Mask): void {
  for (const side of [-1, 1]) {
    paintSocket(scene, side, face);
    paintEye(scene, side);
  }
}

function paintSocket(scene: Scene, side: number, face: Mask): void {
  const { pose } = scene;
  const { eyes, complexion } = scene.person;
  const at = (up: number): Point => pose.onFace(side * eyes.spacing, eyes.y - up);
  const hollow = ellipse(at(0.05), 1.35 * eyes.size * pose.unit, 0.13 * pose.unit);
  const shadow = scale(complexion.skin, [0.62, 0.5, 0.5]);
  scene.shade(hollow, shadow, 0.06, { opacity: 0.42, within: face });
  if (complexion.eyeShadow === 0) return;
  const lid = ellipse(at(0.06), 1.15 * eyes.size * pose.unit, 0.075 * pose.unit);
  scene.shade(lid, complexion.shadowColour, 0.03, { opacity: complexion.eyeShadow, within: face });
}

function paintEye(scene: Scene, side: number): void {
  const { canvas, person, picture } = scene;
  const { skin } = person.complexion;
  const { upper, lower } = lids(scene, side);
  const white = canvas.fill([...upper, ...[...lower].reverse()], mix([238, 234, 230], skin, 0.12));
  paintIris(scene, side, white);
  scene.line(upper, 0.05, scale(skin, 0.35), { opacity: 0.45, within: white });
  scene.line(lower, 0.018, scale(skin, [0.55, 0.42, 0.42]), { opacity: 0.6 });
  paintLashes(scene, side, upper);
  const crease = upper.map(([x, y]) => [x, y - 0.045 * picture.scale] as const);
  scene.line(crease, 0.02, scale(skin, [0.5, 0.38, 0.38]), { opacity: 0.55 });
}

/** The lines of the upper and lower lid from the inner to the outer corner. */
function lids({ person, picture, pose }: Scene, side: number): { upper: Point[]; lower: Point[] } {
  const { y, spacing, size, opening, tilt } = person.eyes;
  const height = 2 * size * opening * picture.lids;
  const at = (along: number, up: number): Point =>
    pose.onFace(side * (spacing + along * size), y - up - ((along + 1) / 2) * tilt);
  const inner = at(-1, -0.012);
  const outer = at(1, 0);
  const upper = [
    inner,
    at(-0.45, 0.52 * height),
    at(0.15, 0.62 * height),
    at(0.68, 0.38 * height),
    outer,
  ];
  const lower = [
    inner,
    at(-0.4, -0.3 * height),
    at(0.2, -0.38 * height),
    at(0.7, -0.2 * height),
    outer,
  ];
  return { upper: openCurve(upper, 6), lower: openCurve(lower, 6) };
}

function paintIris({ canvas, person, picture, pose }: Scene, side: number, white: Mask): void {
  const { y, spacing, size, iris } = person.eyes;
  const [gazeX, gazeY] = picture.gaze;
  const middle = pose.onFace(side * spacing + gazeX * size, y - 0.012 + gazeY * size);
  const disc = (radius: number): Point[] =>
    ellipse(middle, radius * size * pose.unit, radius * size * pose.unit, 0, 20);
  canvas.fill(disc(0.52), scale(iris, 0.5), { within: white });
  canvas.fill(disc(0.44), iris, { within: white });
  canvas.fill(disc(0.23), [16, 12, 14], { within: white });
  const glint = [middle[0] - 0.02 * pose.unit, middle[1] - 0.028 * pose.unit] as const;
  canvas.fill(ellipse(glint, 0.017 * pose.unit, 0.017 * pose.unit, 0, 10), [255, 255, 255], {
    opacity: 0.9,
  });
}

function paintLashes(scene: Scene, side: number, upper: readonly Point[]): void {
  const { lashes } = scene.person.eyes;
  const { unit } = scene.pose;
  scene.line(upper, 0.024 + 0.03 * lashes, LASH, { opacity: 0.55 + 0.4 * Math.min(lashes, 1) });
  const tail = upper.slice(Math.floor(upper.length * 0.6));
  const [x, y] = upper[upper.length - 1] as Point;
  const wing: Point = [x + side * 0.05 * lashes * unit, y - 0.035 * lashes * unit];
  scene.line([...tail, wing], 0.022 + 0.032 * lashes, LASH, { opacity: Math.min(lashes, 1) });
}
