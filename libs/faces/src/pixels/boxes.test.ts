import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  intersectionOverSmaller,
  intersectionOverUnion,
  middleOf,
  suppressNonMaxima,
} from './boxes.js';
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

const side = fc.integer({ min: 1, max: 20 });
const scored = fc.record({
  box: fc.tuple(side, side, side, side).map((sides) => box(...sides)),
  score: fc.double({ min: 0, max: 1, noNaN: true }),
});

it('measures the overlap of two boxes alike from either, 1 of a box with itself', () => {
  fc.assert(
    fc.property(scored, scored, ({ box: one }, { box: other }) => {
      for (const overlap of [intersectionOverUnion, intersectionOverSmaller]) {
        expect(overlap(one, one)).toBe(1);
        expect(overlap(one, other)).toBe(overlap(other, one));
      }
      const [union, smaller] = [
        intersectionOverUnion(one, other),
        intersectionOverSmaller(one, other),
      ];
      expect(union).toBeGreaterThanOrEqual(0);
      expect(union).toBeLessThanOrEqual(smaller);
      expect(smaller).toBeLessThanOrEqual(1);
    }),
  );
});

it('leaves no two boxes that overlap, and drops none without a surer one over it', () => {
  fc.assert(
    fc.property(fc.array(scored, { maxLength: 12 }), (found) => {
      const before = structuredClone(found);
      const kept = suppressNonMaxima(found, 0.3);
      expect(found).toEqual(before);
      const scores = kept.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((one, other) => other - one));
      for (const candidate of found) {
        const over = kept.filter(({ box }) => intersectionOverUnion(box, candidate.box) > 0.3);
        if (kept.includes(candidate)) expect(over).toEqual([candidate]);
        else expect(over.some(({ score }) => score >= candidate.score)).toBe(true);
      }
    }),
  );
});

it('counts a small box within a large one as the same face by the smaller one only', () => {
  const found = [
    { box: box(0, 0, 100, 100), score: 0.8 },
    { box: box(40, 40, 20, 20), score: 0.9 },
  ];
  expect(suppressNonMaxima(found, 0.5)).toHaveLength(2);
  expect(suppressNonMaxima(found, 0.5, intersectionOverSmaller)).toEqual([found[1]]);
});

it('reads a box from every place and anchor, row by row', () => {
  // Two rows of three places; zeros are the middle of a place, the anchor's own size and a score of ½.
  const boxes = decodeBoxes(tensor('float32', [1, 2, 3, 25], new Float32Array(150)), 0.5);
  expect(boxes).toHaveLength(2 * 3 * 5);
  expect(new Set(boxes.map(({ score }) => score))).toEqual(new Set([0.5]));
  const middles = boxes.map(({ box: each }) => middleOf(each));
  for (const [index, { x, y }] of middles.entries()) {
    const place = Math.floor(index / 5);
    expect(x).toBeCloseTo(16 + 32 * (place % 3), 9);
    expect(y).toBeCloseTo(place < 3 ? 16 : 48, 9);
  }
  expect(boxes[4]!.box.width).toBeCloseTo(9.041765 * 32, 9);
  expect(boxes[29]!.box.height).toBeCloseTo(10.66308 * 32, 9);
  const none = tensor('float32', [1, 2, 3, 25], new Float32Array(150));
  expect(decodeBoxes(none, 0.5 + 1e-9)).toEqual([]);
});
