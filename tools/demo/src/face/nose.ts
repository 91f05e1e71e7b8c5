import { mix, scale } from '../raster/colour.js';
import type { Mask } from '../raster/mask.js';
import { closedCurve, ellipse, openCurve } from '../raster/path.js';
import type { Scene } from './scene.js';

/** Paints the nose by its shadows and its shine. */
export function paintNose(scene: Scene, face: Mask): void {
  const tip = scene.person.eyes.y + scene.person.nose.length;
  paintFlank(scene, tip, face);
  paintShine(scene, tip, face);
  for (const side of [-1, 1]) paintWing(scene, tip, side, face);
}

/** The side of the nose that the light does not reach, and the shadow below the tip. */
function paintFlank(scene: Scene, tip: number, face: Mask): void {
  const { person, picture, pose } = scene;
  const { width, bridge } = person.nose;
  const shadow = scale(person.complexion.skin, [0.56, 0.44, 0.43]);
  const side = picture.light[0] > 0 ? -1 : 1;
  const top = person.eyes.y - 0.06;
  const flank = closedCurve([
    pose.onFace(side * 0.075, top),
    pose.onFace(side * 0.03, top + 0.15, 0.1 * bridge),
    pose.onFace(side * width * 0.42, tip - 0.03, 0.13),
    pose.onFace(side * width * 1.1, tip + 0.02),
    pose.onFace(side * width * 0.75, tip - 0.13),
  ]);
  const strength = 0.25 + 0.35 * picture.contrast + 0.2 * bridge;
  scene.shade(flank, shadow, 0.035, { opacity: strength, within: face });
  const below = ellipse(pose.onFace(0, tip + 0.075), width * 0.8 * pose.unit, 0.035 * pose.unit);
  scene.shade(below, shadow, 0.03, { opacity: 0.5, within: face });
}

function paintShine(scene: Scene, tip: number, face: Mask): void {
  const { person, picture, pose } = scene;
  const bright = mix(person.complexion.skin, [255, 250, 242], 0.5);
  const aside = 0.03 * Math.sign(picture.light[0]);
  const ridge = openCurve([
    pose.onFace(aside, person.eyes.y + 0.02, 0.04),
    pose.onFace(aside, (person.eyes.y + tip) / 2, 0.09),
    pose.onFace(aside, tip - 0.05, 0.14),
  ]);
  scene.line(ridge, 0.05, bright, { opacity: 0.3, within: face, soft: 1 });
  const ball = ellipse(pose.onFace(aside, tip - 0.035, 0.14), 0.045 * pose.unit, 0.04 * pose.unit);
  scene.shade(ball, bright, 0.025, { opacity: 0.45, within: face });
}

function paintWing(scene: Scene, tip: number, side: number, face: Mask): void {
  const { canvas, person, pose } = scene;
  const { skin } = person.complexion;
  const { width } = person.nose;
  const nostril = pose.onFace(side * width * 0.45, tip + 0.035, 0.06);
  const hole = ellipse(nostril, width * 0.27 * pose.unit, 0.021 * pose.unit, side * -0.25);
  canvas.fill(hole, scale(skin, [0.3, 0.2, 0.2]), { opacity: 0.85, within: face });
  const wing = openCurve([
    pose.onFace(side * width * 0.85, tip - 0.09, 0.03),
    pose.onFace(side * width * 1.08, tip - 0.01, 0.02),
    pose.onFace(side * width * 0.85, tip + 0.05, 0.02),
  ]);
  scene.line(wing, 0.026, scale(skin, [0.55, 0.42, 0.4]), { opacity: 0.6, within: face });
}
