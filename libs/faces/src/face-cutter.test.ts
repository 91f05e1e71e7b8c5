import { writeFileSync } from 'node:fs';
import { decodePicture, encodePng } from '@gender/image';
import { temporaryFolder } from '@gender/testing';
import { expect, it } from 'vitest';
import { namedPoints } from '../test/named-points.js';
import type { Face } from './pixels/face.js';
import { faceCutter } from './face-cutter.js';
import { chooseFaces } from './pixels/choose-faces.js';
import { faceRule } from './pixels/face-rule.js';
import type { FaceFinder } from './face-finder.js';
import { templates } from './pixels/templates.js';

const inFolder = temporaryFolder();

/** A face of that side whose points are those of the dlib template, shifted. */
function faceAt(left: number, side: number, score = 0.9): Face {
  const points = templates.dlib.points.map(({ x, y }) => ({ x: x + left, y }));
  const box = { left, top: 0, width: side, height: side };
  return { box, score, points: namedPoints(points) };
}

/** Finds the same faces in every picture. */
function finding(...faces: Face[]): Pick<FaceFinder, 'find'> {
  return { find: () => Promise.resolve(faces) };
}

it('takes the largest face of a photo, not the surest, or all in their order', () => {
  const [small, large, middling] = [faceAt(0, 10, 0.99), faceAt(0, 30, 0.6), faceAt(0, 20, 0.7)];
  const faces = [small, large, middling];
  expect(chooseFaces(faces, 'largest')).toEqual([large]);
  expect(chooseFaces(faces, 'all')).toEqual(faces);
  expect(chooseFaces([], 'largest')).toEqual([]);
});

it('cuts the faces out of a photo as pictures of the template, the same each time', async () => {
  const data = Uint8Array.from({ length: 300 * 150 * 3 }, (_, at) => (at * 13) % 256);
  const path = inFolder('photo.png');
  writeFileSync(path, await encodePng({ width: 300, height: 150, data }));
  const rule = faceRule('all', 'dlib');
  const cutter = faceCutter(finding(faceAt(0, 10), faceAt(150, 30)), rule);
  expect(cutter.rule).toBe(rule);
  const [first, second, ...others] = await cutter.find(path);
  expect(others).toEqual([]);
  const right = await second!();
  expect(Buffer.compare(right, await second!())).toBe(0);
  for (const [png, column] of [[await first!(), 0] as const, [right, 150] as const]) {
    const face = await decodePicture(png);
    expect([face.width, face.height]).toEqual([150, 150]);
    // The left and the right half of the photo, pixel by pixel.
    const half = Array.from({ length: 150 }, (_, row) => {
      const start = (row * 300 + column) * 3;
      return data.subarray(start, start + 450);
    });
    expect(Buffer.compare(face.data, Buffer.concat(half))).toBe(0);
  }
});

it('finds nothing to cut where there is no face, and knows its rule before it looks', async () => {
  writeFileSync(inFolder('a.png'), await encodePng({ width: 1, height: 1, data: Buffer.alloc(3) }));
  const cutter = faceCutter(finding(), faceRule('largest', 'arcface'));
  expect(await cutter.find(inFolder('a.png'))).toEqual([]);
  expect(() => faceCutter(finding(), { ...faceRule('all', 'dlib'), version: 9 })).toThrow(
    expect.objectContaining({ code: 'FACES_RULE' }),
  );
});
