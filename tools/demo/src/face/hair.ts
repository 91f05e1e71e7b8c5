import { mix, scale, type Colour } from '../raster/colour.js';
import type { Mask } from '../raster/mask.js';
import { closedCurve, ellipse, openCurve, type Point } from '../raster/path.js';
import { halfWidthAt, skull } from './head.js';
import type { Scene } from './scene.js';
import { rise } from './traits.js';

type Shader = (x: number, y: number) => Colour;

/** Paints the hair that hangs or is tied behind the head. */
export function paintHairBehind(scene: Scene): void {
  const { canvas, person, pose } = scene;
  const { hair } = person;
  if (hair.cover < 0.9) return;
  const paint = strands(scene, 0.78);
  if (hair.tied === 'tail') {
    const tail = [
      [-0.1, -0.9],
      [0.55, -0.75],
      [0.95, -0.1],
      [0.85, 0.6],
      [0.62, 0.2],
      [0.5, -0.4],
    ] as const;
    canvas.fill(closedCurve(tail.map(([x, y]) => pose.place(x, y, -0.5))), paint);
  }
  if (hair.tied === 'bun') {
    canvas.fill(ellipse(pose.place(0, -1.12, -0.35), 0.3 * pose.unit, 0.25 * pose.unit), paint);
  }
  if (hair.length > 0.2) canvas.fill(curtain(scene), paint);
}

/** Paints the hair on top of the head, and its locks in front of the shoulders. */
export function paintHair(scene: Scene, face: Mask): void {
  const { canvas, person } = scene;
  const { hair, complexion } = person;
  if (hair.cover < 0.9) {
    const cap = [...rimOf(scene, 0.005, 0), ...hairline(scene).reverse()];
    const shadow = mix(complexion.hair, complexion.skin, 0.25);
    scene.shade(cap, shadow, 0.05, { opacity: 0.75 * hair.cover, within: face });
    return;
  }
  const paint = strands(scene, 1);
  const cap = [...rimOf(scene, hair.volume, sideEnd(scene)), ...hairline(scene).reverse()];
  const fallen = cap.map(([x, y]) => [x, y + 0.035 * scene.pose.unit] as const);
  scene.shade(fallen, scale(complexion.skin, [0.5, 0.42, 0.42]), 0.03, {
    opacity: 0.4,
    within: face,
  });
  canvas.fill(cap, paint);
  if (hair.length > 0.2) for (const side of [-1, 1]) canvas.fill(lock(scene, side), paint);
}

/** How far down the sides the cap of hair reaches. */
function sideEnd({ person }: Scene): number {
  return Math.min(Math.max(person.hair.length, -0.12), 0.2) + person.eyes.y;
}

/** The outer edge of the hair from the left temple over the top to the right. */
function rimOf(scene: Scene, volume: number, end: number): Point[] {
  const { person, pose, noise } = scene;
  const { curl } = person.hair;
  const steps = 26;
  const points = Array.from({ length: steps + 1 }, (_, step): Point => {
    const angle = Math.PI * (step / steps);
    const bump = curl > 0.35 ? curl * 0.09 * (noise(step * 1.7, 9) - 0.3) : 0;
    const puff = volume * (0.75 + 0.5 * Math.sin(angle)) + bump;
    const y = end - (end + 1) * Math.sin(angle) ** 0.9;
    const x = -Math.sign(Math.cos(angle)) * halfWidthAt(person.outline, Math.max(y, -0.999));
    const settled = Math.abs(Math.cos(angle)) < 1e-9 ? 0 : x;
    const out = Math.hypot(settled, y - end) || 1;
    const side = settled + (puff * settled) / out + 0.4 * puff * Math.sign(settled);
    return pose.place(side, y + (puff * (y - end)) / out, -0.05);
  });
  return openCurve(points, 3);
}

/** The edge of the hair on the forehead from the left temple to the right. */
function hairline(scene: Scene): Point[] {
  const { person, pose, noise } = scene;
  const { hair, eyes, outline } = person;
  const end = sideEnd(scene);
  const steps = 18;
  const points = Array.from({ length: steps + 1 }, (_, step): Point => {
    const along = (2 * step) / steps - 1;
    const edge = rise(Math.abs(along), 0.72, 1);
    const temple = rise(Math.abs(along), 0.2, 0.62) * (1 - edge);
    const swept = hair.fringe * 0.36 * (1 - 0.35 * rise(Math.abs(along - hair.parting), 0.5, 0));
    const ragged = (0.03 + 0.05 * hair.fringe) * (noise(step * 1.3, 4) - 0.5);
    const part = 0.1 * (1 - rise(Math.abs(along - hair.parting), 0, 0.45));
    const forehead =
      hair.line +
      eyes.y +
      0.1 * along * along +
      swept -
      part -
      hair.recession * 0.36 * temple +
      ragged;
    const y = forehead + (end - forehead) * edge;
    const width = halfWidthAt(outline, Math.max(y, -0.95)) * (1 - 0.06 * edge);
    return pose.onFace(along * width, Math.max(y, -0.97));
  });
  return openCurve(points, 4);
}

/** Long hair as a cloth behind the head. */
function curtain(scene: Scene): Point[] {
  const { person, pose } = scene;
  const { hair } = person;
  const width = person.outline.cheek + hair.volume + 0.12 * rise(hair.length, 0.2, 1);
  const side = (sign: number): Point[] =>
    waves(scene, sign, width).map(([x, y]) => pose.place(x, y, -0.35));
  const top = skull(scene, { grow: hair.volume * 0.8 })[0] ?? pose.place(0, -1, 0);
  return openCurve([top, ...side(1), ...side(-1).reverse(), top], 4);
}

/** One side of long hair in front of ear and shoulder. */
function lock(scene: Scene, side: number): Point[] {
  const { person, pose } = scene;
  const { hair, eyes, outline } = person;
  const outer = waves(scene, side, outline.cheek + hair.volume + 0.03);
  const inner = outer.map(([, y], index): Point => {
    const hug = halfWidthAt(outline, Math.min(Math.max(y, -0.9), 0.5));
    return [side * (hug * 0.93 + 0.03 * (index % 2)), y];
  });
  const start = pose.place(side * outline.forehead * 0.95, eyes.y - 0.5, 0.1);
  const place = ([x, y]: Point): Point => pose.place(x, y, -0.02);
  return openCurve([start, ...outer.map(place), ...inner.reverse().map(place), start], 4);
}

/** Points down the outer edge of long hair, wavier the curlier it is. */
function waves({ person, noise }: Scene, side: number, width: number): Point[] {
  const { length, curl } = person.hair;
  const top = -0.45;
  return Array.from({ length: 8 }, (_, step): Point => {
    const along = step / 7;
    const sway = (0.02 + 0.12 * curl) * (noise(step * 0.9, side * 7) - 0.4);
    const taper = 1 - 0.13 * rise(along, 0.25, 0) - 0.16 * rise(along, 0.7, 1);
    return [side * (width + sway) * taper, top + (length - top) * along];
  });
}

/** Hair colour with strands that run away from the crown, a band of gloss, and curls. */
function strands(scene: Scene, brightness: number): Shader {
  const { person, pose, noise } = scene;
  const { hair, complexion } = person;
  const [crownX, crownY] = pose.place(hair.parting * 0.3, -1.2, 0);
  const light = scene.lit(scale(complexion.hair, brightness));
  const gloss = mix(complexion.hair, [255, 244, 226], 0.4);
  return (x, y) => {
    const [u, v] = [(x - crownX) / pose.unit, (y - crownY) / pose.unit];
    const distance = Math.hypot(u, v);
    const angle = Math.atan2(u, v + 0.3);
    const straight = noise(angle * 19 + 100, distance * 1.6 + hair.curl * 2);
    const curly = 0.6 * noise(u * 9 + 50, v * 9 + 50) + 0.4 * noise(u * 17 + 90, v * 17 + 90);
    const tone = straight + (curly - straight) * rise(hair.curl, 0.3, 0.9);
    const shine = rise(Math.abs(distance - 0.66), 0.24, 0) * 0.28 * (1 - hair.curl * 0.6);
    return mix(scale(light(x, y), 0.68 + 0.58 * tone), gloss, shine * tone);
  };
}
