import { tensor } from '@gender/tensor';
import { expect, it } from 'vitest';
import { intersectionOverSmaller, intersectionOverUnion, suppressNonMaxima } from './boxes.js';
import { decodeBoxes } from './decode-boxes.js';

const box = (left: number, top: number, width: number, height: number) => ({
  ...{ left, top, width, height },
});

it('tells how far boxes overlap', () => {
  const [one, shifted, within] = [box(0, 0, 4, 4), box(2, 0, 4, 4), box(1, 1, 2, 2)];
  expect(intersectionOverUnion(one, shifted)).toBeCloseTo(8 / 24, 12);
  expect(intersectionOverUnion(one, within)).toBe(4 / 16);
  expect(intersectionOverSmaller(one, within)).toBe(1);
  expect(intersectionOverUnion(one, box(4, 0, 4, 4))).toBe(0);
  expect(intersectionOverUnion(one, box(9, 9, 4, 4))).toBe(0);
});

it('keeps the surest of boxes that overlap, and all that do not', () => {
  const found = [
    { box: box(0, 0, 10, 10), score: 0.6 },
    { box: box(1, 0, 10, 10), score: 0.9 },
    { box: box(50, 0, 10, 10), score: 0.7 },
  ];
  expect(suppressNonMaxima(found, 0.4).map(({ score }) => score)).toEqual([0.9, 0.7]);
  expect(suppressNonMaxima(found, 0.9).map(({ score }) => score)).toEqual([0.9, 0.7, 0.6]);
});

it('reads boxes from places and anchors', () => {
  // One row of two places; all scores are 0.0067 but that of the second place's third anchor, of
  // 2.882459×3.518061 strides, moved to a quarter of its place in x, doubled in width.
  const data = new Float32Array(50);
  for (let start = 0; start < 50; start += 5) data[start + 4] = -5;
  data.set([Math.log(1 / 3), 0, Math.log(2), 0, 5], 25 + 10);
  const [found, ...others] = decodeBoxes(tensor('float32', [1, 1, 2, 25], data), 0.5);
  expect(others).toEqual([]);
  const [width, height] = [2 * 2.882459 * 32, 3.518061 * 32];
  expect(found!.score).toBeCloseTo(1 / (1 + Math.exp(-5)), 12);
  expect(found!.box.left + width / 2).toBeCloseTo(1.25 * 32, 4);
  expect(found!.box.top + height / 2).toBeCloseTo(0.5 * 32, 4);
  expect([found!.box.width, found!.box.height]).toEqual([
    expect.closeTo(width, 4),
    expect.closeTo(height, 4),
  ]);
});
