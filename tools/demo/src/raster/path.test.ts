import { describe, expect, it } from 'vitest';
import { closedCurve, ellipse, openCurve, stroke, type Point } from './path.js';

const square: Point[] = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];

describe('paths', () => {
  it('pass through the points they are drawn through', () => {
    for (const point of square) {
      expect(closedCurve(square, 4)).toContainEqual(point);
      expect(openCurve(square, 4)).toContainEqual(point);
    }
  });

  it('end an open curve at its last point', () => {
    expect(openCurve(square, 3).at(-1)).toEqual([0, 10]);
  });

  it('make an ellipse of the given half axes, turned clockwise', () => {
    const [first] = ellipse([5, 5], 4, 1, Math.PI / 2);
    expect(first?.[0]).toBeCloseTo(5);
    expect(first?.[1]).toBeCloseTo(9);
  });

  it('make a stroke as wide as asked at each end', () => {
    const outline = stroke(
      [
        [0, 0],
        [4, 0],
        [8, 0],
      ],
      (along) => 2 + 2 * along,
    );
    const heights = outline.map(([, y]) => Math.abs(y));
    expect(heights).toEqual([1, 1.5, 2, 2, 1.5, 1]);
  });
});
