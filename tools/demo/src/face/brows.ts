import { openCurve, stroke } from '../raster/path.js';
import type { Scene } from './scene.js';
import { rise } from './traits.js';

/** Paints both eyebrows: strokes that thin out towards the temples. */
export function paintBrows({ canvas, person, picture, pose }: Scene): void {
  const { y, spacing, size } = person.eyes;
  const { thickness, lift, arch, reach } = person.brows;
  const height = y - lift - 0.25 * picture.smile;
  for (const side of [-1, 1]) {
    const line = openCurve([
      pose.onFace(side * (spacing - 1.1 * size), height + 0.02),
      pose.onFace(side * (spacing - 0.45 * size), height - 0.4 * arch),
      pose.onFace(side * (spacing + 0.4 * size), height - 1.1 * arch),
      pose.onFace(side * (spacing + reach * size), height + 0.02 + 0.4 * arch),
    ]);
    const width = (along: number): number =>
      thickness * pose.unit * (0.55 + 0.6 * rise(along, 0, 0.3)) * (1 - 0.78 * along * along);
    canvas.fill(stroke(line, width), person.complexion.brows, { opacity: 0.88 });
  }
}
