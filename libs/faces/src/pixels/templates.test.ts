import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align } from './align.js';
import { pointNames } from './face.js';
import { namedPoints } from '../../test/named-points.js';
import { fitSimilarity, scaleOf, transform } from './similarity.js';
import { templateNames, templates, type Template } from './templates.js';

const everyTemplate: [string, Template][] = templateNames.map((name) => [name, templates[name]]);

describe.each(everyTemplate)('the template %s', (_, { size, points }) => {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = points;

  it('has a point for each name, within its picture, of an upright face', () => {
    expect(points).toHaveLength(pointNames.length);
    for (const place of points.flatMap(({ x, y }) => [x, y])) {
      expect(place).toBeGreaterThan(0);
      expect(place).toBeLessThan(size);
    }
    expect(leftEye!.x).toBeLessThan(nose!.x);
    expect(nose!.x).toBeLessThan(rightEye!.x);
    expect(leftMouth!.x).toBeLessThan(rightMouth!.x);
    expect(nose!.y).toBeGreaterThan(Math.max(leftEye!.y, rightEye!.y));
    expect(nose!.y).toBeLessThan(Math.min(leftMouth!.y, rightMouth!.y));
  });

  it('is the face of ArcFace but for size, place and small differences of the mean faces', () => {
    const other = templates.arcface.points;
    const fit = fitSimilarity(points, other);
    expect(Math.abs(Math.atan2(fit.b, fit.a))).toBeLessThan(0.03);
    for (const [index, point] of points.entries()) {
      const { x, y } = transform(fit, point);
      // A sixth of the distance of the eyes: a mistaken order of points is off by more.
      const distance = Math.hypot(x - other[index]!.x, y - other[index]!.y);
      expect(distance).toBeLessThan(35.2 / 6);
    }
  });

  it('takes a picture that is aligned already as it is', () => {
    const data = Uint8Array.from({ length: size * size * 3 }, (_, at) => (at * 7) % 251);
    const picture = { width: size, height: size, data };
    const aligned = align(picture, { points: namedPoints(points) }, { size, points });
    expect(Buffer.compare(aligned.data, data)).toBe(0);
  });
});

it('has its points where a similarity leads them, whichever it is', () => {
  const { points } = templates.dlib;
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (scale, angle) => {
        const made = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), left: 9, top: -4 };
        const places = points.map((point) => transform(made, point));
        const back = fitSimilarity(places, points);
        expect(scaleOf(back)).toBeCloseTo(1 / scale, 6);
        for (const [index, place] of places.entries()) {
          const { x, y } = transform(back, place);
          expect(x).toBeCloseTo(points[index]!.x, 6);
          expect(y).toBeCloseTo(points[index]!.y, 6);
        }
      },
    ),
  );
});

it('pads the mean face of dlib: more of the picture shows around the face of VGG-Face', () => {
  // The square of the mean face takes 1 / (1 + 2 · padding) of the side: 1 / 1.5 and 1 / 2.2.
  const eyes = ({ size, points }: Template): number => (points[1]!.x - points[0]!.x) / size;
  expect(eyes(templates.dlib)).toBeCloseTo((0.7547613 - 0.2254918) / 1.5, 12);
  expect(eyes(templates['vgg-face'])).toBeCloseTo((0.7547613 - 0.2254918) / 2.2, 12);
});
