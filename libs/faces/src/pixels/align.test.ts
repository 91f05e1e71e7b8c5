import { expect, it } from 'vitest';
import { align, isCropped } from './align.js';
import { namedPoints } from '../../test/named-points.js';
import { transform, type Point } from './similarity.js';
import { templates, type Template } from './templates.js';

/** A picture with a dot of 5×5 white pixels about each point. */
function dots(points: readonly Point[], size: number) {
  const data = new Uint8Array(size * size * 3);
  for (const { x, y } of points) {
    for (let row = Math.floor(y) - 2; row <= Math.floor(y) + 2; row += 1) {
      const start = (row * size + Math.floor(x) - 2) * 3;
      data.fill(255, start, start + 15);
    }
  }
  return { width: size, height: size, data };
}

it.each(Object.entries(templates))('brings the points of a turned face to %s', (_, template) => {
  const { points, size }: Template = template;
  const turn = { a: 2 * Math.cos(0.4), b: 2 * Math.sin(0.4), left: 200, top: 80 };
  const places = points.map((point) => transform(turn, point));
  const chip = align(dots(places, 800), { points: namedPoints(places) }, template);
  expect([chip.width, chip.height]).toEqual([size, size]);
  for (const { x, y } of points) {
    expect(chip.data[(Math.floor(y) * size + Math.floor(x)) * 3]).toBeGreaterThan(200);
  }
  // Five dots of 2.5×2.5 pixels each, and nothing else.
  const light = chip.data.reduce((sum, value) => sum + value, 0) / 3 / 255;
  expect(light).toBeCloseTo(5 * 6.25, 0);
});

it.each([
  [224, 10, true],
  [226, 10, false],
  [10, 224, true],
  [10, 226, false],
])(
  'takes a picture of %i×%i for a crop of a face whose square has 150: %s',
  (width, height, crop) => {
    // Two thirds of the longer side are 149.3 and 150.7, however the face is turned.
    for (const angle of [0, 0.5]) {
      const turn = { a: Math.cos(angle), b: Math.sin(angle), left: 9, top: -30 };
      const points = namedPoints(templates.dlib.points.map((point) => transform(turn, point)));
      expect(isCropped({ width, height }, { points }, templates.dlib)).toBe(crop);
    }
  },
);

it('has the eyes of a chip of dlib where dlib has them', () => {
  // (0.25 + p) / 1.5 · 150 of the mean face's eyes, whose corners are at 0.1217 and 0.3346.
  const [left, right] = templates.dlib.points;
  expect(left!.x).toBeCloseTo(47.55, 2);
  expect(left!.y).toBeCloseTo(46.6, 2);
  expect(right!.x).toBeCloseTo(100.48, 2);
});
