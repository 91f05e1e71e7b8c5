import { writeFile } from 'node:fs/promises';
import { createRandom } from '@gender/core';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { toOnnx } from '@gender/onnx';
import { temporaryFolder, tinyBackbone } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { createHead } from '../head/create-head.js';
import { GenderClassifier as NodeClassifier } from '../model/gender-classifier.js';
import { wholeNetwork } from '../model/transfer-model.js';
import type { Pixels } from '../predict/pixels.js';
import { GenderClassifier } from './gender-classifier.js';
import { WebBackbone } from './web-backbone.js';

const inFolder = temporaryFolder();
/** Of a probability, for ONNX Runtime as WebAssembly, which sums in another order. */
const OTHER_SUMS = 1e-5;

const head = (classes: readonly string[], seed: number): ReturnType<typeof createHead> =>
  createHead({ inputShape: [4, 4, 5], classes, random: createRandom(seed), hiddenUnits: [6] });

const original = wholeNetwork({
  ...{ backbone: tinyBackbone(), head: head(['Female', 'Male', 'Unsure'], 1) },
  preprocessing: choosePreprocessing(new NetworkBackbone(tinyBackbone()), { keepAspect: true }),
  classes: ['Female', 'Male', 'Unsure'],
});
const random = createRandom(5);
const picture: Pixels = {
  ...{ width: 20, height: 16 },
  data: Uint8ClampedArray.from({ length: 20 * 16 * 3 }, () => random.integer(256)),
};

describe('WebBackbone', () => {
  it('gives a head of other classes a model that pages and Node load, which has features again', async () => {
    await using backbone = await WebBackbone.load(toOnnx(original));
    expect(backbone.featureShape).toEqual([4, 4, 5]);
    const features = await backbone.extract(picture);
    expect(features.shape).toEqual([1, 4, 4, 5]);

    const trained = { ...head(['cat', 'dog'], 2), temperature: 1.5 };
    const joined = backbone.join(trained);
    await using page = await GenderClassifier.load(joined);
    expect(page.classes).toEqual(['cat', 'dog']);
    expect(page.temperature).toBe(1.5);
    expect(page.preprocessing).toEqual(backbone.preprocessing);
    const found = await page.classify(picture);

    await writeFile(inFolder('joined.onnx'), joined);
    await using node = await NodeClassifier.load(inFolder('joined.onnx'));
    for await (const { label, probabilities } of node.predict([picture])) {
      expect(found.label).toBe(label);
      const difference = found.probabilities['dog']! - probabilities['dog']!;
      expect(Math.abs(difference)).toBeLessThan(OTHER_SUMS);
    }

    await using again = await WebBackbone.load(joined);
    expect((await again.extract(picture)).data).toEqual(features.data);
  });

  it('is not used after it was disposed of', async () => {
    const backbone = await WebBackbone.load(toOnnx(original));
    await backbone[Symbol.asyncDispose]();
    await expect(backbone.extract(picture)).rejects.toMatchObject({ code: 'CLASSIFIER_DISPOSED' });
  });

  it('refuses a model that is no transfer model', async () => {
    const loading = WebBackbone.load(toOnnx({ ...original, classes: undefined }));
    await expect(loading).rejects.toMatchObject({ code: 'CLASSIFIER_UNDESCRIBED' });
  });
});
