/** A place on the canvas in pixels, x to the right and y down. */
export type Point = readonly [x: number, y: number];

/** A closed outline: straight lines between its points and back to the first. */
export type Path = readonly Point[];

const TURN = 2 * Math.PI;

/** A smooth closed outline through the points (Catmull–Rom). */
export function closedCurve(points: readonly Point[], steps = 8): Point[] {
  const at = (index: number): Point => points[(index + points.length) % points.length] as Point;
  return points.flatMap((_, index) =>
    segment(at(index - 1), at(index), at(index + 1), at(index + 2), steps),
  );
}

/** A smooth line through the points, ends included (Catmull–Rom, end points doubled). */
export function openCurve(points: readonly Point[], steps = 8): Point[] {
  const last = points.length - 1;
  const at = (index: number): Point => points[Math.min(Math.max(index, 0), last)] as Point;
  const curve = points
    .slice(0, last)
    .flatMap((_, index) => segment(at(index - 1), at(index), at(index + 1), at(index + 2), steps));
  return [...curve, at(last)];
}

/** An ellipse around a centre; `tilt` turns it clockwise, in radians. */
export function ellipse([x, y]: Point, rx: number, ry: number, tilt = 0, steps = 28): Point[] {
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  return Array.from({ length: steps }, (_, step): Point => {
    const u = rx * Math.cos((TURN * step) / steps);
    const v = ry * Math.sin((TURN * step) / steps);
    return [x + u * cos - v * sin, y + u * sin + v * cos];
  });
}

/**
 * The outline of a brush stroke along a line.
 *
 * @param width - the stroke's full width in pixels at `along`, 0 at its start and 1 at its end
 */
export function stroke(line: readonly Point[], width: (along: number) => number): Point[] {
  const left: Point[] = [];
  const right: Point[] = [];
  line.forEach(([x, y], index) => {
    const [fromX, fromY] = line[Math.max(index - 1, 0)] as Point;
    const [toX, toY] = line[Math.min(index + 1, line.length - 1)] as Point;
    const length = Math.hypot(toX - fromX, toY - fromY) || 1;
    const half = width(index / (line.length - 1)) / 2 / length;
    const [normalX, normalY] = [(toY - fromY) * half, (fromX - toX) * half];
    left.push([x + normalX, y + normalY]);
    right.push([x - normalX, y - normalY]);
  });
  return [...left, ...right.reverse()];
}

/** The points of one Catmull–Rom piece from `b` up to but not including `c`. */
function segment(a: Point, b: Point, c: Point, d: Point, steps: number): Point[] {
  return Array.from({ length: steps }, (_, step): Point => {
    const t = step / steps;
    return [catmullRom(a[0], b[0], c[0], d[0], t), catmullRom(a[1], b[1], c[1], d[1], t)];
  });
}

function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  const slope = c - a;
  const curve = 2 * a - 5 * b + 4 * c - d;
  const twist = 3 * (b - c) + d - a;
  return b + 0.5 * t * (slope + t * (curve + t * twist));
}
