import type { Picture } from '@gender/image';
import { expect, test } from 'vitest';
import { besidePhoto, overlay } from './overlay.js';

const solid = (width: number, height: number, grey: number): Picture => ({
  ...{ width, height },
  data: new Uint8Array(width * height * 3).fill(grey),
});

const at = ({ width, data }: Picture, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

test('the strongest place has seven tenths of the colour, orange for and blue against', () => {
  const map = { rows: 1, columns: 2, values: Float64Array.of(2, -1) };
  const { width, height, ...rest } = overlay(solid(320, 160, 100), map);
  expect([width, height]).toEqual([320, 160]);
  const picture = { width, height, ...rest };
  // 0.3 · 100 + 0.7 · (255, 120, 0), and by half of that 0.65 · 100 + 0.35 · (0, 110, 255).
  expect(at(picture, 0, 80)).toEqual([209, 114, 30]);
  expect(at(picture, 319, 80)).toEqual([65, 104, 154]);
});

test('a map of nothing colours nothing', () => {
  const map = { rows: 1, columns: 1, values: Float64Array.of(0) };
  expect(new Set(overlay(solid(320, 10, 77), map).data)).toEqual(new Set([77]));
});

test('beside the overlay stands the photo, as high, with a frame around the face', () => {
  const face = { photo: solid(40, 20, 50), box: { left: 10, top: 5, width: 20, height: 10 } };
  const both = besidePhoto(solid(30, 60, 200), face);
  // 40 × 20 becomes 120 × 60; 8 white columns; the overlay.
  expect([both.width, both.height]).toEqual([120 + 8 + 30, 60]);
  expect(at(both, 0, 0)).toEqual([50, 50, 50]);
  expect(at(both, 30, 15)).toEqual([255, 120, 0]);
  expect(at(both, 60, 45)).toEqual([255, 120, 0]);
  expect(at(both, 60, 30)).toEqual([50, 50, 50]);
  expect(at(both, 124, 30)).toEqual([255, 255, 255]);
  expect(at(both, 130, 30)).toEqual([200, 200, 200]);
});

test('a face that reaches beyond the photo is framed as far as the photo goes', () => {
  const face = { photo: solid(30, 30, 50), box: { left: -10, top: -10, width: 60, height: 60 } };
  const both = besidePhoto(solid(30, 30, 200), face);
  for (const [x, y] of [[0, 0], [29, 29], [2, 15]] as const) expect(at(both, x, y)).toEqual([255, 120, 0]); // prettier-ignore
  expect(at(both, 15, 15)).toEqual([50, 50, 50]);
});
