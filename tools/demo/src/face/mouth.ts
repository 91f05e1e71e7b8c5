import { mix, scale } from '../raster/colour.js';
import type { Mask } from '../raster/mask.js';
import { ellipse, openCurve, type Point } from '../raster/path.js';
import type { Scene } from './scene.js';

/** Paints the lips; in a broad smile they part and show teeth. */
export function paintMouth(scene: Scene, face: Mask): void {
  const { canvas, person, picture } = scene;
  const { lips } = person.complexion;
  const gap = Math.max(picture.smile - 0.04, 0) * 1.3;
  const lines = lipLines(scene, gap);
  paintShadow(scene, face);
  if (gap > 0) {
    const inside = canvas.fill([...lines.above, ...[...lines.below].reverse()], [92, 40, 44]);
    const teeth = lines.above.map(([x, y]) => [x, y + 0.55 * gap * picture.scale] as const);
    canvas.fill([...lines.above, ...teeth.reverse()], [240, 236, 228], { within: inside });
  }
  canvas.fill([...lines.top, ...[...lines.above].reverse()], scene.lit(scale(lips, 0.9)));
  const lower = canvas.fill([...lines.below, ...[...lines.bottom].reverse()], scene.lit(lips));
  paintGloss(scene, lower);
  scene.line(lines.above, 0.024, scale(lips, [0.45, 0.35, 0.38]), { opacity: 0.85 });
}

interface LipLines {
  top: Point[];
  above: Point[];
  below: Point[];
  bottom: Point[];
}

/** The four lines of a mouth from its left corner to its right: lips' outer and inner edges. */
function lipLines({ person, picture, pose }: Scene, gap: number): LipLines {
  const { y, width, upper, lower, curve } = person.mouth;
  const half = width * (1 + 1.6 * picture.smile);
  const lifted = curve + 0.75 * picture.smile;
  const at = (along: number, down: number): Point =>
    pose.onFace(along * half, y + down - lifted * along * along, 0.03 * (1 - along * along));
  const across = (...heights: readonly (readonly [number, number])[]): Point[] =>
    openCurve(
      heights.map(([along, down]) => at(along, down)),
      6,
    );
  const corners = [-1, 0] as const;
  return {
    top: across(
      corners,
      [-0.5, -0.72 * upper],
      [-0.17, -1.08 * upper],
      [0, -0.84 * upper],
      [0.17, -1.08 * upper],
      [0.5, -0.72 * upper],
      [1, 0],
    ),
    above: across(corners, [-0.5, 0.004], [0, 0.008], [0.5, 0.004], [1, 0]),
    below: across(
      corners,
      [-0.5, 0.004 + 0.8 * gap],
      [0, 0.008 + gap],
      [0.5, 0.004 + 0.8 * gap],
      [1, 0],
    ),
    bottom: across(
      corners,
      [-0.55, 0.72 * lower + gap],
      [0, 1.06 * lower + gap],
      [0.55, 0.72 * lower + gap],
      [1, 0],
    ),
  };
}

/** The hollow between lower lip and chin. */
function paintShadow(scene: Scene, face: Mask): void {
  const { person, pose } = scene;
  const { y, width, lower } = person.mouth;
  const hollow = ellipse(
    pose.onFace(0, y + lower + 0.06),
    width * 0.6 * pose.unit,
    0.035 * pose.unit,
  );
  const shadow = scale(person.complexion.skin, [0.6, 0.48, 0.47]);
  scene.shade(hollow, shadow, 0.04, { opacity: 0.45, within: face });
}

function paintGloss(scene: Scene, lip: Mask): void {
  const { person, pose } = scene;
  const { y, width, lower } = person.mouth;
  const gloss = ellipse(
    pose.onFace(0, y + 0.55 * lower),
    width * 0.4 * pose.unit,
    0.02 * pose.unit,
  );
  const bright = mix(person.complexion.lips, [255, 240, 236], 0.6);
  scene.shade(gloss, bright, 0.02, { opacity: 0.4, within: lip });
}
