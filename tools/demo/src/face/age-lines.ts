import { scale } from '../raster/colour.js';
import type { Mask } from '../raster/mask.js';
import { ellipse, openCurve, type Point } from '../raster/path.js';
import type { Scene } from './scene.js';

/** Paints what age leaves: lines on the forehead, at eyes and mouth, and bags below the eyes. */
export function paintAgeLines(scene: Scene, face: Mask): void {
  const { person, pose } = scene;
  const strength = person.complexion.wrinkles;
  if (strength === 0) return;
  const dark = scale(person.complexion.skin, [0.55, 0.43, 0.42]);
  const crease = (points: readonly Point[], width: number, opacity: number): void => {
    scene.line(openCurve(points, 5), width, dark, { opacity: opacity * strength, within: face });
  };
  for (const height of [-0.44, -0.36, -0.28]) {
    const at = (x: number, y: number): Point => pose.onFace(x, height + person.eyes.y + y);
    crease([at(-0.36, 0.02), at(-0.15, 0), at(0.15, 0.005), at(0.36, 0.025)], 0.022, 0.5);
  }
  for (const side of [-1, 1]) {
    for (const line of faceLines(scene, side)) crease(line, 0.03, 0.75);
    paintBag(scene, side, face, 0.4 * strength);
  }
}

/** Crow's feet and the fold from nose to mouth on one side. */
function faceLines({ person, pose }: Scene, side: number): Point[][] {
  const { eyes, nose, mouth } = person;
  const corner = eyes.spacing + eyes.size;
  const foot = (up: number): Point[] => [
    pose.onFace(side * (corner + 0.04), eyes.y - up * 0.4),
    pose.onFace(side * (corner + 0.13), eyes.y - up),
  ];
  const wing = eyes.y + nose.length - 0.04;
  const fold = [
    pose.onFace(side * (nose.width + 0.05), wing),
    pose.onFace(side * (mouth.width + 0.04), (wing + mouth.y) / 2 + 0.03),
    pose.onFace(side * (mouth.width + 0.06), mouth.y + 0.06),
  ];
  return [foot(0.06), foot(-0.02), foot(-0.08), fold];
}

function paintBag(scene: Scene, side: number, face: Mask, opacity: number): void {
  const { person, pose } = scene;
  const middle = pose.onFace(side * person.eyes.spacing, person.eyes.y + 0.12);
  const bag = ellipse(middle, person.eyes.size * 0.9 * pose.unit, 0.03 * pose.unit);
  const violet = scale(person.complexion.skin, [0.62, 0.5, 0.54]);
  scene.shade(bag, violet, 0.03, { opacity, within: face });
}
