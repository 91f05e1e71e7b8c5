import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aboutMiddle,
  compose,
  fitSimilarity,
  invert,
  scaleOf,
  transform,
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

  it('leads back, and two make one', () => {
    fc.assert(
      fc.property(similarity, similarity, point, (one, other, place) => {
        const back = transform(invert(one), transform(one, place));
        expect(back.x).toBeCloseTo(place.x, 6);
        expect(back.y).toBeCloseTo(place.y, 6);
        const both = transform(compose(other, one), place);
        const stepwise = transform(other, transform(one, place));
        expect(both.x).toBeCloseTo(stepwise.x, 6);
        expect(both.y).toBeCloseTo(stepwise.y, 6);
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
});
