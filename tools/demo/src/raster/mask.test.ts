import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverage, coverageAt } from './mask.js';
import type { Point } from './path.js';

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

describe('coverage', () => {
  it('covers whole pixels by 1 and cut ones by their share', () => {
    const mask = coverage(
      [
        [1, 1],
        [3.5, 1],
        [3.5, 2.25],
        [1, 2.25],
      ],
      6,
      4,
    );
    expect({ left: mask.left, top: mask.top }).toEqual({ left: 1, top: 1 });
    expect([...mask.values]).toEqual([1, 1, 0.5, 0.25, 0.25, 0.125]);
  });

  it('adds up to the area of the outline, wherever it lies and whichever way it turns', () => {
    const inside = fc.double({ min: 1, max: 19, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(inside, inside), { minLength: 3, maxLength: 3 }), (points) => {
        const triangle: Point[] = points;
        const area = Math.abs(shoelace(triangle));
        const mask = coverage(triangle, 20, 20);
        const mirrored = coverage([...triangle].reverse(), 20, 20);
        expect(Math.abs(sum(mask.values) - area)).toBeLessThan(1e-3);
        expect(Math.abs(sum(mirrored.values) - area)).toBeLessThan(1e-3);
      }),
    );
  });

  it('cuts off what lies outside the canvas', () => {
    const mask = coverage(
      [
        [-5, -5],
        [50, -5],
        [50, 50],
        [-5, 50],
      ],
      4,
      3,
    );
    expect([...mask.values]).toEqual(Array.from({ length: 12 }, () => 1));
    expect(
      coverage(
        [
          [-9, -9],
          [-5, -9],
          [-5, -5],
        ],
        4,
        3,
      ).values,
    ).toHaveLength(0);
  });

  it('is 0 outside its rectangle', () => {
    const mask = coverage(
      [
        [1, 1],
        [2, 1],
        [2, 2],
        [1, 2],
      ],
      4,
      4,
    );
    expect([coverageAt(mask, 0, 0), coverageAt(mask, 1, 1), coverageAt(mask, 3, 3)]).toEqual([
      0, 1, 0,
    ]);
  });
});

function shoelace(points: readonly Point[]): number {
  return points.reduce((area, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    return area + (x * nextY - nextX * y) / 2;
  }, 0);
}
