import { fileURLToPath } from 'node:url';
import { createRandom } from '@gender/core';
import { FaceFinder } from '@gender/faces';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { readNetwork } from '@gender/formats';
import { decodePicture, type Picture } from '@gender/image';
import { toOnnx } from '@gender/onnx';
import { temporaryFolder, tinyBackbone } from '@gender/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHead } from '../head/create-head.js';
import { GenderClassifier as NodeClassifier } from '../model/gender-classifier.js';
import { wholeNetwork, writeTransferModel, type TransferModel } from '../model/transfer-model.js';
import { GenderClassifier } from './gender-classifier.js';
import { WebBackbone } from './web-backbone.js';
import { WebFaceFinder } from './web-face-finder.js';

const inFolder = temporaryFolder();
/** Four drawn faces, side by side and one above the other. */
const drawn = fileURLToPath(
  new URL('../../../faces/test/fixtures/drawn-faces.png', import.meta.url),
);
const wall = { width: 200, height: 150, data: new Uint8Array(200 * 150 * 3).fill(180) };
const classes = ['Female', 'Male'];
const model: TransferModel = {
  ...{ backbone: tinyBackbone(), classes },
  head: createHead({ inputShape: [4, 4, 5], classes, random: createRandom(1), hiddenUnits: [6] }),
  preprocessing: choosePreprocessing(new NetworkBackbone(tinyBackbone())),
  faces: { version: 1, detector: 'face-api', which: 'largest', template: 'dlib', size: 150 },
};
const bytes = toOnnx(wholeNetwork(model));

async function listed<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of all) list.push(each);
  return list;
}

let photo: Picture;
let faces: WebFaceFinder;

beforeAll(async () => {
  photo = await decodePicture(drawn);
  const [detector, landmarks] = await Promise.all(
    ['face-api-detector', 'face-api-landmarks'].map(async (name) =>
      toOnnx(await readNetwork(name)),
    ),
  );
  faces = await WebFaceFinder.load({ detector: detector!, landmarks: landmarks! });
});

afterAll(() => faces[Symbol.asyncDispose]());

it('finds the faces that Node finds', async () => {
  await using node = await FaceFinder.open();
  const found = await faces.find(photo);
  const expected = await node.find(photo);
  expect(found).toHaveLength(4);
  for (const [index, { box, score, points }] of expected.entries()) {
    // Two float32 computations of the same networks, in pixels of a picture of 232×216.
    expect(Math.abs(found[index]!.score - score)).toBeLessThan(1e-4);
    expect(Math.abs(found[index]!.box.left - box.left)).toBeLessThan(0.01);
    expect(Math.abs(found[index]!.points.nose.x - points.nose.x)).toBeLessThan(0.01);
  }
  expect(await faces.find(wall)).toEqual([]);
});

it('lets a model of faces answer for each face of a photo as it does in Node', async () => {
  await writeTransferModel(inFolder('model.h5'), model);
  await using node = await NodeClassifier.load(inFolder('model.h5'));
  await using page = await GenderClassifier.load(bytes, { faces });
  expect(page.looksForFaces).toBe(true);
  const found = await listed(page.predict([photo, photo]));
  const expected = await listed(node.predict([photo, photo]));
  expect(found.map(({ index }) => index)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  for (const [at, { label, probabilities, box }] of expected.entries()) {
    expect(found[at]!.label).toBe(label);
    expect(Math.abs(found[at]!.box!.left - box!.left)).toBeLessThan(0.01);
    const difference = found[at]!.probabilities['Male']! - probabilities['Male']!;
    expect(Math.abs(difference)).toBeLessThan(1e-4);
  }
  const { index: _, ...largest } = found[0]!;
  expect(await page.classify(photo)).toEqual(largest);
});

it('has no label for a photo without a face, and no features', async () => {
  await using page = await GenderClassifier.load(bytes, { faces });
  await using backbone = await WebBackbone.load(bytes, { faces });
  const refusal = {
    code: 'CLASSIFIER_NO_FACE',
    message: expect.stringMatching(/^no face is found in the picture, and/) as string,
  };
  await expect(page.classify(wall)).rejects.toMatchObject(refusal);
  await expect(backbone.extract(wall)).rejects.toMatchObject(refusal);
  expect((await backbone.extract(photo)).shape).toEqual([1, 4, 4, 5]);
});

it('is not asked by a model of whole pictures, nor where pictures are said to be faces', async () => {
  const whole = toOnnx(wholeNetwork({ ...model, faces: undefined }));
  await using first = await GenderClassifier.load(whole, { faces });
  await using second = await GenderClassifier.load(bytes, { faces: 'none' });
  for (const page of [first, second]) {
    expect(page.looksForFaces).toBe(false);
    expect(await page.classify(wall)).not.toHaveProperty('box');
  }
});

it('refuses faces that were cut out in another way, and networks that do not say how they are fed', async () => {
  const later = toOnnx(wholeNetwork({ ...model, faces: { ...model.faces!, version: 2 } }));
  await expect(GenderClassifier.load(later, { faces })).rejects.toMatchObject({
    code: 'FACES_RULE',
  });
  const silent = toOnnx({ ...tinyBackbone(), normalization: undefined });
  await expect(WebFaceFinder.load({ detector: silent, landmarks: silent })).rejects.toMatchObject({
    code: 'CLASSIFIER_MODEL',
    message: expect.stringContaining('does not say how pictures are fed to it') as string,
  });
});
