import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aboutMiddle,
  fitSimilarity,
  invert,
  scaleOf,
  transform,
  type Point,
  type Similarity,
} from './similarity.js';

const number = fc.double({ min: -50, max: 50, noNaN: true });
const point = fc.record({ x: number, y: number });
const similarity: fc.Arbitrary<Similarity> = fc
  .record({
    scale: fc.double({ min: 0.1, max: 10, noNaN: true }),
    angle: fc.double({ min: -3, max: 3, noNaN: true }),
    left: number,
    top: number,
  })
  .map(({ scale, angle, left, top }) => ({
    ...{ a: scale * Math.cos(angle), b: scale * Math.sin(angle), left, top },
  }));

describe('a similarity', () => {
  it('turns clockwise, as pictures are seen, scales and shifts', () => {
    const quarter = { a: 0, b: 2, left: 10, top: 20 };
    expect(transform(quarter, { x: 1, y: 0 })).toEqual({ x: 10, y: 22 });
    expect(scaleOf(quarter)).toBe(2);
  });

  it('leads back', () => {
    fc.assert(
      fc.property(similarity, point, (one, place) => {
        const back = transform(invert(one), transform(one, place));
        expect(back.x).toBeCloseTo(place.x, 6);
        expect(back.y).toBeCloseTo(place.y, 6);
      }),
    );
  });

  it('about the middle leaves it in the middle', () => {
    const turned = aboutMiddle({ width: 40, height: 20 }, { width: 10, height: 30 }, 0.5, 1);
    const { x, y } = transform(turned, { x: 20, y: 10 });
    expect([x, y]).toEqual([expect.closeTo(5, 12), expect.closeTo(15, 12)]);
  });
});

describe('the similarity nearest to points', () => {
  it('is the one that made them', () => {
    const corners = [
      { x: 0, y: 0 },
      { x: 5, y: 1 },
      { x: 2, y: 7 },
    ];
    fc.assert(
      fc.property(similarity, (made) => {
        const found = fitSimilarity(
          corners,
          corners.map((corner) => transform(made, corner)),
        );
        for (const name of ['a', 'b', 'left', 'top'] as const) {
          expect(found[name]).toBeCloseTo(made[name], 6);
        }
      }),
    );
  });

  it("is that of Umeyama's paper for the paper's example, in which points do not fit", () => {
    const from = [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 0, y: 2 },
    ];
    const to = [
      { x: 0, y: 0 },
      { x: -1, y: 0 },
      { x: 0, y: 2 },
    ];
    // Section III: c = 0.721, R = (0.832, 0.555; −0.555, 0.832), t = (−0.8, 0.4).
    const { a, b, left, top } = fitSimilarity(from, to);
    expect(a).toBeCloseTo(0.721 * 0.832, 3);
    expect(b).toBeCloseTo(-0.721 * 0.555, 3);
    expect([left, top]).toEqual([expect.closeTo(-0.8, 9), expect.closeTo(0.4, 9)]);
  });

  it('is the best there is: every other one is further from the points', () => {
    const error = (made: Similarity, from: readonly Point[], to: readonly Point[]): number =>
      from.reduce((sum, start, index) => {
        const { x, y } = transform(made, start);
        return sum + (x - to[index]!.x) ** 2 + (y - to[index]!.y) ** 2;
      }, 0);
    const five = fc.array(point, { minLength: 5, maxLength: 5 });
    const step = fc.double({ min: -1, max: 1, noNaN: true });
    const steps = fc.record({ a: step, b: step, left: step, top: step });
    // Points nearly at one place have no turn.
    const spread = five.filter((points) => points.some(({ x }) => Math.abs(x - points[0]!.x) > 1));
    fc.assert(
      fc.property(spread, five, steps, (from, to, { a, b, left, top }) => {
        const best = fitSimilarity(from, to);
        const other = {
          ...{ a: best.a + a, b: best.b + b },
          ...{ left: best.left + left, top: best.top + top },
        };
        const least = error(best, from, to);
        expect(error(other, from, to)).toBeGreaterThanOrEqual(least * (1 - 1e-9));
      }),
    );
  });

  it('never mirrors: mirrored points meet in their middle line', () => {
    // The corners of a square, left and right exchanged: no turn is better than another, so a = b = 0.
    const [left, right] = [-1, 1].map((x) => [-1, 1].map((y) => ({ x, y })));
    const { a, b } = fitSimilarity([...left!, ...right!], [...right!, ...left!]);
    expect([a, b]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
    // Of a tall rectangle of 2 × 6: (Σx·u + y·v) / Σ(x² + y²) = (−1 + 9) / (1 + 9).
    const tall = [left!, right!].map((side) => side.map(({ x, y }) => ({ x, y: 3 * y })));
    const fit = fitSimilarity(tall.flat(), [...tall].reverse().flat());
    expect([fit.a, fit.b]).toEqual([expect.closeTo(0.8, 12), expect.closeTo(0, 12)]);
  });

  it('takes as many points as places', () => {
    const places = [1, 2, 3].map((x) => ({ x, y: x * x }));
    expect(() => fitSimilarity(places, places.slice(1))).toThrow();
    expect(() => fitSimilarity([], [])).toThrow(/a point/);
  });
});
