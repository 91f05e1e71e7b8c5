import { tensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { pointNames } from './face.js';
import { findFacePoints, findLandmarks, fivePoints, isFace } from './landmarks.js';
import { transform, type Point } from './similarity.js';
import type { ViewNetwork } from './view.js';

const black = { width: 40, height: 40, data: new Uint8Array(40 * 40 * 3) };

/** A network that answers with one list of 68 points after the other, as shares of its view. */
function answering(...answers: Point[][]): { network: ViewNetwork; shapes: number[][] } {
  const shapes: number[][] = [];
  const run = ({ shape }: Float32Tensor): Promise<Float32Tensor> => {
    shapes.push([...shape]);
    const points = answers[shapes.length - 1]!;
    const data = Float32Array.from(points.flatMap(({ x, y }) => [x, y]));
    return Promise.resolve(tensor('float32', [1, data.length], data));
  };
  const normalization = { mean: tensor('float32', [3], Float32Array.of(0, 0, 0)) };
  return { network: { run, normalization }, shapes };
}

/** 68 points: those of the two eyes at two places, all others in the middle. */
function withEyes(leftEye: Point, rightEye: Point): Point[] {
  return Array.from({ length: 68 }, (_, index) => {
    if (index >= 36 && index < 42) return leftEye;
    return index >= 42 && index < 48 ? rightEye : { x: 0.5, y: 0.5 };
  });
}

const near = ({ x, y }: Point): Point => ({
  x: expect.closeTo(x, 3) as number,
  y: expect.closeTo(y, 3) as number,
});

describe('the five points of 68', () => {
  it('are the means of the eyes, the tip of the nose and the corners of the mouth', () => {
    const points = Array.from({ length: 68 }, (_, index) => ({ x: index, y: 100 - index }));
    expect(fivePoints(points)).toEqual({
      leftEye: { x: 38.5, y: 61.5 },
      rightEye: { x: 44.5, y: 55.5 },
      nose: { x: 30, y: 70 },
      leftMouth: { x: 48, y: 52 },
      rightMouth: { x: 54, y: 46 },
    });
  });

  it('are not made of fewer', () => {
    expect(() => fivePoints([{ x: 1, y: 1 }])).toThrow(/landmark 36/);
  });
});

describe('points of a box', () => {
  const box = { left: 10, top: 20, width: 20, height: 40 };
  const corners = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 0.5, y: 0.5 },
    { x: 0, y: 1 },
  ];

  it('lie in the square about its middle, as wide as its longer side', async () => {
    const { network, shapes } = answering(corners);
    const found = await findLandmarks(network, black, { box, angle: 0 });
    // The middle is (20, 40), the side 40.
    const expected = [
      { x: 0, y: 20 },
      { x: 40, y: 20 },
      { x: 20, y: 40 },
      { x: 0, y: 60 },
    ];
    expect(found).toEqual(expected.map(near));
    expect(shapes).toEqual([[1, 112, 112, 3]]);
  });

  it('turn with a face that is turned, clockwise', async () => {
    const { network } = answering(corners);
    const found = await findLandmarks(network, black, { box, angle: Math.PI / 2 });
    // The upper left corner of an upright face is the upper right one of the picture.
    const expected = [
      { x: 40, y: 20 },
      { x: 40, y: 60 },
      { x: 20, y: 40 },
      { x: 0, y: 20 },
    ];
    expect(found).toEqual(expected.map(near));
  });

  it('are looked for once where the eyes are level', async () => {
    const { network, shapes } = answering(withEyes({ x: 0.25, y: 0.4 }, { x: 0.75, y: 0.42 }));
    const { leftEye, rightEye } = await findFacePoints(network, black, { box, angle: 0 });
    expect(shapes).toHaveLength(1);
    expect(leftEye).toEqual(near({ x: 10, y: 36 }));
    expect(rightEye).toEqual(near({ x: 30, y: 36.8 }));
  });

  it('are looked for again, upright, where they are not', async () => {
    // The eyes say that the face is turned by 45°; then they are level.
    const oblique = withEyes({ x: 0.25, y: 0.25 }, { x: 0.75, y: 0.75 });
    const level = withEyes({ x: 0.25, y: 0.5 }, { x: 0.75, y: 0.5 });
    const { network, shapes } = answering(oblique, level);
    const { leftEye, rightEye } = await findFacePoints(network, black, { box, angle: 0 });
    expect(shapes).toHaveLength(2);
    const along = 10 * Math.SQRT1_2;
    expect(leftEye).toEqual(near({ x: 20 - along, y: 40 - along }));
    expect(rightEye).toEqual(near({ x: 20 + along, y: 40 + along }));
  });
});

describe('points make a face', () => {
  const box = { left: 0, top: 0, width: 100, height: 100 };
  const face = {
    leftEye: { x: 30, y: 40 },
    rightEye: { x: 70, y: 40 },
    nose: { x: 50, y: 60 },
    leftMouth: { x: 35, y: 80 },
    rightMouth: { x: 65, y: 80 },
  };

  it.each([
    ['where they are apart', {}, true],
    ['but not with eyes at one place', { rightEye: { x: 44, y: 40 } }, false],
    ['with eyes a little further apart', { rightEye: { x: 46, y: 40 } }, true],
    [
      'but not with the mouth at the eyes',
      { leftMouth: { x: 35, y: 60 }, rightMouth: { x: 65, y: 60 } },
      false,
    ],
  ])('%s', (_, own, expected) => {
    expect(isFace({ ...face, ...own }, box)).toBe(expected);
  });

  it.each([
    [-75, false],
    [-55, true],
    [0, true],
    [55, true],
    [75, false],
    [180, false],
  ])('turned by up to 60°: by %i°: %s', (degrees, expected) => {
    const angle = (degrees / 180) * Math.PI;
    const turn = { a: Math.cos(angle), b: Math.sin(angle), left: 0, top: 0 };
    const turned = { ...face };
    for (const name of pointNames) turned[name] = transform(turn, face[name]);
    expect(isFace(turned, box)).toBe(expected);
  });
});
