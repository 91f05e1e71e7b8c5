import { closedCurve, ellipse, openCurve, stroke, type Path, type Point } from '../raster/path.js';
import type { Scene } from './scene.js';

/** Paints glasses on those who wear them. */
export function paintGlasses({ canvas, person, pose }: Scene): void {
  const { glasses, eyes } = person;
  if (glasses === undefined) return;
  const width = (): number => glasses.thickness * pose.unit;
  const bar = (points: readonly Point[]): Point[] => stroke(openCurve(points, 6), width);
  for (const side of [-1, 1]) {
    const middle = pose.onFace(side * eyes.spacing, eyes.y + 0.02, 0.06);
    const rim = lens(middle, pose.unit, glasses.round);
    canvas.fill(rim, [235, 242, 248], { opacity: 0.1 });
    canvas.fill(stroke([...rim, rim[0] ?? middle], width), glasses.colour);
    const hinge = pose.onFace(side * (eyes.spacing + 0.22), eyes.y - 0.02, 0.04);
    const ear = pose.place(side * person.outline.cheek, eyes.y, 0);
    canvas.fill(bar([hinge, ear]), glasses.colour);
  }
  const bridge = [-0.085, 0, 0.085].map((x) => pose.onFace(x, eyes.y - (x === 0 ? 0.03 : 0), 0.1));
  canvas.fill(bar(bridge), glasses.colour);
}

function lens([x, y]: Point, unit: number, round: boolean): Path {
  if (round) return ellipse([x, y], 0.2 * unit, 0.185 * unit);
  const [w, h] = [0.22 * unit, 0.15 * unit];
  const corners: Point[] = [
    [x - w, y - h],
    [x, y - h * 1.05],
    [x + w, y - h],
    [x + w * 0.96, y + h * 0.5],
    [x + w * 0.6, y + h],
    [x - w * 0.6, y + h],
    [x - w * 0.96, y + h * 0.5],
  ];
  return closedCurve(corners, 5);
}
