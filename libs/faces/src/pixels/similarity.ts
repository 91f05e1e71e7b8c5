import { required, zip } from '@gender/core';

/** A place in a picture, in pixels: the middle of the first pixel is (0.5, 0.5), x leads right, y down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A turn, a scale and a shift: the point (x, y) goes to (a·x − b·y + left, b·x + a·y + top). Its scale is
 * √(a² + b²), its angle, clockwise as pictures are seen, atan2(b, a).
 */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly left: number;
  readonly top: number;
}

/** Where a point goes. */
export function transform({ a, b, left, top }: Similarity, { x, y }: Point): Point {
  return { x: a * x - b * y + left, y: b * x + a * y + top };
}

/** The way back. */
export function invert({ a, b, left, top }: Similarity): Similarity {
  const square = a * a + b * b;
  const turned = { a: a / square, b: -b / square, left: 0, top: 0 };
  const { x, y } = transform(turned, { x: -left, y: -top });
  return { ...turned, left: x, top: y };
}

/** By how much lengths grow. */
export function scaleOf({ a, b }: Similarity): number {
  return Math.hypot(a, b);
}

/** Turns and scales about the middle of one picture, and puts it in the middle of another. */
export function aboutMiddle(
  from: { width: number; height: number },
  to: { width: number; height: number },
  scale: number,
  angle = 0,
): Similarity {
  const turn = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), left: 0, top: 0 };
  const { x, y } = transform(turn, { x: from.width / 2, y: from.height / 2 });
  return { ...turn, left: to.width / 2 - x, top: to.height / 2 - y };
}

/**
 * The similarity that takes points nearest to others, by least squares (Umeyama 1991, in two
 * dimensions and without mirroring).
 *
 * @param from - two different points at least, as many as `to`
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const [source, target] = [meanOf(from), meanOf(to)];
  let [along, across, square] = [0, 0, 0];
  for (const [start, end] of zip(from, to)) {
    const [x, y] = [start.x - source.x, start.y - source.y];
    const [u, v] = [end.x - target.x, end.y - target.y];
    along += x * u + y * v;
    across += x * v - y * u;
    square += x * x + y * y;
  }
  const turn = { a: along / square, b: across / square, left: 0, top: 0 };
  const { x, y } = transform(turn, source);
  return { ...turn, left: target.x - x, top: target.y - y };
}

/** The mean of points, of one at least. */
export function meanOf(points: readonly Point[]): Point {
  required(points[0], 'a point');
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}
