import { createRandom } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { meanRight, type Answer } from './two-way-bootstrap.js';

/** Every draw answers for every picture. */
function answers(
  draws: number,
  pictures: number,
  isRight: (draw: number, picture: number) => boolean,
): Answer[] {
  return Array.from({ length: draws * pictures }, (_, index) => {
    const [draw, picture] = [index % draws, Math.floor(index / draws)];
    return { draw, picture: picture * 10, right: isRight(draw, picture) };
  });
}

describe('meanRight', () => {
  it('is the share of right answers, between its limits', () => {
    const { mean, low, high } = meanRight(
      answers(4, 50, (_, picture) => picture % 5 > 0),
      4,
    );
    expect(mean).toBe(0.8);
    expect([low < 0.8, high > 0.8]).toEqual([true, true]);
  });

  it('is about as wide as the binomial where all models answer alike', () => {
    const random = createRandom(1);
    const right = Array.from({ length: 400 }, () => random.next() < 0.9);
    const { mean, low, high } = meanRight(
      answers(5, 400, (_, picture) => right[picture]!),
      5,
    );
    const expected = 2 * 1.96 * Math.sqrt((mean * (1 - mean)) / 400);
    // 2 000 resamples tell a limit to a few hundredths of the interval.
    expect((high - low) / expected).toBeGreaterThan(0.9);
    expect((high - low) / expected).toBeLessThan(1.1);
  });

  it('is as wide as the models differ, however many pictures they answer for', () => {
    const { low, high } = meanRight(
      answers(6, 300, (draw) => draw < 3),
      6,
    );
    expect([low < 0.2, high > 0.8]).toEqual([true, true]);
  });

  it('is a point where every answer is right', () => {
    expect(
      meanRight(
        answers(3, 20, () => true),
        3,
      ),
    ).toEqual({ mean: 1, low: 1, high: 1 });
  });

  it('is not defined of no answers', () => {
    expect(meanRight([], 3).mean).toBeNaN();
  });
});
