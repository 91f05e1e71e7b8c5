import { scale } from '../raster/colour.js';
import type { Mask } from '../raster/mask.js';
import { closedCurve, openCurve, type Point } from '../raster/path.js';
import { halfWidthAt } from './head.js';
import type { Scene } from './scene.js';

/** Paints facial hair; lips are painted over it afterwards. */
export function paintBeard(scene: Scene, face: Mask): void {
  const { style, density } = scene.person.beard;
  if (style === 'none') return;
  if (style === 'stubble') paintStubble(scene, face, density);
  if (style === 'full') hairOn(scene, fullBeard(scene), density, undefined);
  if (style === 'goatee') hairOn(scene, chinBeard(scene), density, face);
  if (style === 'goatee' || style === 'moustache') hairOn(scene, moustache(scene), density, face);
}

function paintStubble(scene: Scene, face: Mask, density: number): void {
  const { person, noise } = scene;
  const shadow = scale(person.complexion.brows, 0.9);
  const grain = (x: number, y: number): typeof shadow => scale(shadow, 0.8 + 0.5 * noise(x, y));
  scene.shade(fullBeard(scene), grain, 0.04, { opacity: 0.22 + 0.24 * density, within: face });
}

function hairOn(
  scene: Scene,
  outline: readonly Point[],
  density: number,
  within: Mask | undefined,
): void {
  const { person, noise, pose } = scene;
  const light = scene.lit(scale(person.complexion.brows, 1.05));
  scene.shade(
    outline,
    (x, y) => scale(light(x, y), 0.72 + 0.5 * noise((x / pose.unit) * 34, (y / pose.unit) * 13)),
    0.02,
    { opacity: 0.7 + 0.28 * density, ...(within === undefined ? {} : { within }) },
  );
}

/** From the sideburns along the jaw, up over the cheeks and across above the lip. */
function fullBeard({ person, pose }: Scene): Point[] {
  const { outline, eyes, nose, mouth } = person;
  const rim = (x: number, y: number, z: number): Point => pose.place(x, y, z);
  const lip = (eyes.y + nose.length + mouth.y) / 2 + 0.015;
  const down = [0.15, 0.36, 0.55, 0.76].map((y): [number, number] => [halfWidthAt(outline, y), y]);
  const outer = (side: number): Point[] =>
    down.map(([x, y]) => rim(side * (x + 0.015), y, 0.38 * Math.max(y, 0) ** 2));
  const inner = (side: number): Point[] => [
    pose.onFace(side * (outline.cheek - 0.1), 0.2),
    pose.onFace(side * 0.46, 0.42),
    pose.onFace(side * (mouth.width + 0.08), lip + 0.01),
    pose.onFace(side * 0.12, lip - 0.02, 0.03),
  ];
  const chin = [-1, 0, 1].map((side) =>
    rim(side * outline.chin, outline.bottom + (side === 0 ? 0.07 : 0.03), 0.38),
  );
  return closedCurve(
    [...outer(-1), ...chin, ...outer(1).reverse(), ...inner(1), ...inner(-1).reverse()],
    5,
  );
}

function chinBeard({ person, pose }: Scene): Point[] {
  const { mouth, outline } = person;
  const top = mouth.y + mouth.lower + 0.05;
  const side = (sign: number): Point[] => [
    pose.onFace(sign * (mouth.width + 0.02), mouth.y + 0.02),
    pose.onFace(sign * (mouth.width + 0.02), top + 0.08),
    pose.onFace(sign * 0.2, outline.bottom - 0.06),
  ];
  const middle = pose.onFace(0, outline.bottom, 0);
  const inside = [
    pose.onFace(mouth.width - 0.06, mouth.y + 0.05),
    pose.onFace(0, top - 0.02),
    pose.onFace(-mouth.width + 0.06, mouth.y + 0.05),
  ];
  return closedCurve([...side(-1), middle, ...side(1).reverse(), ...inside], 5);
}

function moustache({ person, pose }: Scene): Point[] {
  const { eyes, nose, mouth } = person;
  const top = eyes.y + nose.length + 0.07;
  const bottom = mouth.y - 0.3 * mouth.upper;
  const line = (heights: readonly [number, number][]): Point[] =>
    openCurve(
      heights.map(([x, y]) => pose.onFace(x, y, 0.03)),
      5,
    );
  const half = mouth.width + 0.03;
  const upper = line([
    [-half, mouth.y],
    [-0.12, top],
    [0, top + 0.015],
    [0.12, top],
    [half, mouth.y],
  ]);
  const lower = line([
    [-half, mouth.y + 0.02],
    [-0.12, bottom],
    [0, bottom],
    [0.12, bottom],
    [half, mouth.y + 0.02],
  ]);
  return [...upper, ...lower.reverse()];
}
