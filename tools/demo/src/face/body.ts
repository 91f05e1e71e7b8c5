import { mix, scale } from '../raster/colour.js';
import type { Mask } from '../raster/mask.js';
import { closedCurve, openCurve, type Path } from '../raster/path.js';
import { skull } from './head.js';
import type { Scene } from './scene.js';

/** Paints neck, shoulders and clothes. */
export function paintBody(scene: Scene): void {
  const neck = paintNeck(scene);
  paintClothes(scene);
  if (scene.picture.collar !== 'round') paintCollar(scene, neck);
}

function paintNeck(scene: Scene): Mask {
  const { canvas, person, pose } = scene;
  const { neck } = person;
  const { skin } = person.complexion;
  const side = (sign: number): Path => [
    pose.place(sign * neck * 0.95, 0.45, 0),
    pose.onBody(sign * neck, 1),
    pose.onBody(sign * neck * 1.12, 1.25),
    pose.onBody(sign * neck * 2.4, 1.6),
  ];
  const outline = [...openCurve(side(-1)), ...openCurve(side(1)).reverse()];
  const mask = canvas.fill(outline, scene.lit(scale(skin, 0.94)));
  const chin = skull(scene, { grow: 0.02 }).map(([x, y]) => [x, y + 0.14 * pose.unit] as const);
  scene.shade(chin, scale(skin, [0.5, 0.42, 0.42]), 0.05, { opacity: 0.55, within: mask });
  return mask;
}

function paintClothes(scene: Scene): void {
  const { canvas, person, picture, pose, noise } = scene;
  const { neck, shoulders } = person;
  const dip = picture.collar === 'vee' ? 0.5 : 0.22;
  const outline = [
    ...openCurve([
      pose.onBody(-shoulders - 0.25, 2),
      pose.onBody(-shoulders, 1.5),
      pose.onBody(-shoulders * 0.72, 1.31),
      pose.onBody(-neck * 1.15, 1.14),
    ]),
    ...openCurve([
      pose.onBody(-neck * 1.05, 1.13),
      pose.onBody(-neck * 0.55, 1.15 + dip * 0.75),
      pose.onBody(0, 1.15 + dip),
      pose.onBody(neck * 0.55, 1.15 + dip * 0.75),
      pose.onBody(neck * 1.05, 1.13),
    ]),
    ...openCurve([
      pose.onBody(neck * 1.15, 1.14),
      pose.onBody(shoulders * 0.72, 1.31),
      pose.onBody(shoulders, 1.5),
      pose.onBody(shoulders + 0.25, 2),
    ]),
  ];
  const light = scene.lit(picture.clothes);
  canvas.fill(outline, (x, y) =>
    scale(light(x, y), 0.78 + 0.3 * noise(x / pose.unit / 0.12, y / pose.unit / 0.5)),
  );
}

function paintCollar(scene: Scene, neck: Mask): void {
  const { canvas, person, picture, pose } = scene;
  const width = person.neck;
  const colour = mix(picture.clothes, [245, 245, 245], picture.collar === 'shirt' ? 0.5 : 0.1);
  for (const side of [-1, 1]) {
    const flap = [
      pose.onBody(side * width * 1.14, 1.04),
      pose.onBody(side * width * 1.3, 1.2),
      pose.onBody(side * width * 0.62, 1.62),
      pose.onBody(side * width * 0.2, 1.55),
    ];
    const shadow = closedCurve(flap.map(([x, y]) => [x, y + 0.05 * pose.unit] as const));
    scene.shade(shadow, [30, 24, 28], 0.03, { opacity: 0.35, within: neck });
    canvas.fill(flap, scene.lit(colour));
  }
}
