import { readFile } from 'node:fs/promises';
import { createRandom } from '@gender/core';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { toOnnx } from '@gender/onnx';
import { temporaryFolder, tinyBackbone } from '@gender/testing';
import type { Network } from '@gender/network';
import { describe, expect, it } from 'vitest';
import { createHead } from '../head/create-head.js';
import { GenderClassifier as NodeClassifier } from '../model/gender-classifier.js';
import { wholeNetwork, writeTransferModel, type TransferModel } from '../model/transfer-model.js';
import type { Pixels } from '../predict/pixels.js';
import { GenderClassifier } from './gender-classifier.js';

const inFolder = temporaryFolder();
const classes = ['Female', 'Male', 'Unsure'];
const backbone = new NetworkBackbone(tinyBackbone());

/** Of a probability, for ONNX Runtime as WebAssembly, which sums in another order. */
const OTHER_SUMS = 1e-5;

function modelFed(...choice: Parameters<typeof choosePreprocessing>): TransferModel {
  const random = createRandom(1);
  return {
    backbone: tinyBackbone(),
    head: createHead({ inputShape: [4, 4, 5], classes, random, hiddenUnits: [6] }),
    preprocessing: choosePreprocessing(...choice),
    classes,
  };
}

const model = modelFed(backbone);
const network = wholeNetwork(model);
const random = createRandom(5);
const pictures: Pixels[] = [
  [20, 16, 4],
  [8, 8, 3],
  [31, 9, 1],
].map(([width = 0, height = 0, channels = 0]) => ({
  ...{ width, height },
  data: Uint8ClampedArray.from({ length: width * height * channels }, () => random.integer(256)),
}));

async function listed<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of all) list.push(each);
  return list;
}

describe('the classifier for pages', () => {
  it.each([
    ['the mean of its backbone', model],
    ['values divided by 255', modelFed(backbone, { mode: 'rescale' })],
    [
      'pixels as they are, cut to the middle',
      modelFed(backbone, { mode: 'raw', keepAspect: true }),
    ],
    ['bicubic, with a border', modelFed(backbone, { resampling: 'bicubic', border: [2, 1] })],
  ])('predicts what the one for Node predicts: %s', async (_, fed) => {
    await writeTransferModel(inFolder('model.h5'), fed);
    await using node = await NodeClassifier.load(inFolder('model.h5'));
    await using page = await GenderClassifier.load(toOnnx(wholeNetwork(fed)));
    expect(page.classes).toEqual(node.classes);
    const found = await listed(page.predict(pictures));
    const expected = await listed(node.predict(pictures));
    expect(found).toHaveLength(pictures.length);
    for (const [index, { label, probabilities }] of found.entries()) {
      expect(label).toBe(expected[index]?.label);
      for (const name of classes) {
        const difference = probabilities[name]! - expected[index]!.probabilities[name]!;
        expect(Math.abs(difference), name).toBeLessThan(OTHER_SUMS);
      }
    }
  });

  it('does not take photos for the faces that were cut out of them, unless told that they are', async () => {
    const faces = { version: 1, detector: 'face-api', template: 'dlib', size: 150 };
    const cut = toOnnx(wholeNetwork({ ...model, faces: { ...faces, which: 'largest' } }));
    await expect(GenderClassifier.load(cut)).rejects.toMatchObject({
      code: 'CLASSIFIER_FACES',
      message: expect.stringContaining('faces cut out of photos (dlib, 150×150 pixels)') as string,
    });
    await using page = await GenderClassifier.load(cut, { faces: 'none' });
    expect(page.faces).toMatchObject(faces);
    expect((await listed(page.predict(pictures))).map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it('answers calls that overlap each with its own picture', async () => {
    await using page = await GenderClassifier.load(new Blob([toOnnx(network)]));
    const alone = (await listed(page.predict(pictures))).map(({ index: _, ...rest }) => rest);
    const together = await Promise.all(pictures.map((picture) => page.classify(picture)));
    expect(together).toEqual(alone);
  });

  it('frees its model once, and is not used afterwards', async () => {
    const page = await GenderClassifier.load(toOnnx(network));
    const predicting = page.classify(pictures[0]!);
    await Promise.all([page.dispose(), predicting.catch(() => undefined), page.dispose()]);
    await expect(page.classify(pictures[0]!)).rejects.toMatchObject({
      code: 'CLASSIFIER_DISPOSED',
    });
  });

  it.each<[string, Network, string, string]>([
    [
      'without class names',
      { ...network, classes: undefined },
      'CLASSIFIER_UNDESCRIBED',
      'the model does not say what its outputs stand for; convert it from a transfer model',
    ],
    [
      'that does not say how it is fed',
      { ...network, normalization: undefined },
      'CLASSIFIER_UNDESCRIBED',
      'the model does not say how pictures are fed to it; convert it from a transfer model',
    ],
    [
      'of other classes than outputs',
      { ...network, classes: ['Female', 'Male'] },
      'CLASSIFIER_MODEL',
      'the model has outputs of shape (N, 3) for the 2 classes Female, Male',
    ],
    [
      'that makes features',
      { ...tinyBackbone(), classes },
      'CLASSIFIER_MODEL',
      'the model has outputs of shape (N, 4, 4, 5) for the 3 classes Female, Male, Unsure',
    ],
  ])('refuses a model %s', async (_, other, code, message) => {
    await expect(GenderClassifier.load(toOnnx(other))).rejects.toMatchObject({ code, message });
  });

  it('says what a file is that is no ONNX file', async () => {
    await writeTransferModel(inFolder('model.h5'), model);
    const loading = GenderClassifier.load(await readFile(inFolder('model.h5')));
    await expect(loading).rejects.toMatchObject({
      code: 'ONNX_FORMAT',
      message: expect.stringMatching(/^the model .*HDF5/) as string,
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['text', 'face.jpg', /^face\.jpg is no picture; expected a Blob, ImageData/],
    ['nothing', null, /^null is no picture/],
    ['too few pixels', { width: 4, height: 4, data: new Uint8Array(15) }, /15 bytes are no 4×4/],
    ['a picture that has not loaded', { naturalWidth: 0, naturalHeight: 0 }, /no pixels yet/],
  ])('refuses %s in place of a picture', async (_, picture, message) => {
    await using page = await GenderClassifier.load(toOnnx(network));
    await expect(page.classify(picture as Pixels)).rejects.toMatchObject({
      code: 'CLASSIFIER_PICTURE',
      message: expect.stringMatching(message) as string,
    });
  });
});
