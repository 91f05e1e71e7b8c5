import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { selectEngine } from '@gender/engine';
import { openFaceApi, type FaceApiNetwork } from '@gender/face-api';
import { decodePicture } from '@gender/image';
import { expect, it } from 'vitest';
import { intersectionOverUnion, suppressNonMaxima } from '../src/pixels/boxes.js';
import { decodeBoxes } from '../src/pixels/decode-boxes.js';
import { FaceFinder } from '../src/face-finder.js';
import { findLandmarks } from '../src/pixels/landmarks.js';
import { look, type ViewNetwork } from '../src/pixels/view.js';

/** What face-api itself finds; see `tools/oracle/face_api_find.mjs`. */
const found = JSON.parse(readFileSync(pathOf('found.json'), 'utf8')) as Readonly<
  Record<string, { boxes?: number[][]; points?: [x: number, y: number][] }>
>;

const identity = { a: 1, b: 0, left: 0, top: 0 };

it('finds the boxes that face-api itself finds', async () => {
  const detector = await load('detector');
  for (const [file, { boxes: expected }] of Object.entries(found)) {
    if (expected === undefined) continue;
    const picture = await decodePicture(pathOf(file));
    const { width, height } = picture;
    const output = await look(detector, picture, { width, height, toPicture: identity });
    const boxes = suppressNonMaxima(decodeBoxes(output, 0.3), 0.4, intersectionOverUnion);
    expect(boxes).toHaveLength(expected.length);
    for (const [index, { box, score }] of boxes.entries()) {
      const [left, top, boxWidth, boxHeight, itsScore] = expected[index]!;
      // Two float32 computations, of which sigmoid and exponential make places and lengths.
      expect(box.left).toBeCloseTo(left!, 2);
      expect(box.top).toBeCloseTo(top!, 2);
      expect(box.width).toBeCloseTo(boxWidth!, 2);
      expect(box.height).toBeCloseTo(boxHeight!, 2);
      expect(score).toBeCloseTo(itsScore!, 4);
    }
  }
});

it('finds the 68 points that face-api itself finds', async () => {
  const landmarks = await load('landmarks');
  for (const [file, { points: expected }] of Object.entries(found)) {
    if (expected === undefined) continue;
    const picture = await decodePicture(pathOf(file));
    const { width, height } = picture;
    const box = { left: 0, top: 0, width, height };
    const points = await findLandmarks(landmarks, picture, { box, angle: 0 });
    expect(points).toHaveLength(68);
    for (const [index, [x, y]] of expected.entries()) {
      // Two float32 computations of 17 separable convolutions.
      expect(points[index]!.x / width).toBeCloseTo(x, 4);
      expect(points[index]!.y / height).toBeCloseTo(y, 4);
    }
  }
});

it('finds every drawn face, its eyes above its mouth, and says nothing of a plain wall', async () => {
  await using finder = await FaceFinder.open();
  const faces = await finder.find(await decodePicture(pathOf('drawn-faces.png')));
  const middles = faces.map(({ points: { nose } }) => [nose.x > 116, nose.y > 108].map(Number));
  expect(middles.map(String).sort()).toEqual(['0,0', '0,1', '1,0', '1,1']);
  for (const { points } of faces) {
    expect(points.leftEye.x).toBeLessThan(points.nose.x);
    expect(points.nose.x).toBeLessThan(points.rightEye.x);
    expect(points.nose.y).toBeLessThan(points.leftMouth.y);
  }
  const wall = { width: 200, height: 150, data: new Uint8Array(200 * 150 * 3).fill(180) };
  expect(await finder.find(wall)).toEqual([]);
});

async function load(name: FaceApiNetwork): Promise<ViewNetwork> {
  const network = await (await openFaceApi(name)).read();
  const engine = await selectEngine({ name: 'onnxruntime' });
  const loaded = await engine.loadNetwork(network);
  return {
    normalization: network.normalization!,
    run: async (input) => (await loaded.run(input))[0]!,
  };
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}
