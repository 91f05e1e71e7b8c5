import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createRandom, required, zip } from '@gender/core';
import { selectEngine } from '@gender/engine';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { decodePicture, loadPicture } from '@gender/image';
import { tensor } from '@gender/tensor';
import { solidPicture, temporaryFolder, tinyBackbone, type Colour } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHead } from '../head/create-head.js';
import type { Prediction } from '../predict/predict-pictures.js';
import { GenderClassifier, type PredictOptions } from './gender-classifier.js';
import type { ModelSource } from './model-source.js';
import { writeTransferModel, wholeNetwork, type TransferModel } from './transfer-model.js';

const inFolder = temporaryFolder();
const colours: Colour[] = [
  [250, 10, 30],
  [20, 200, 90],
  [5, 30, 240],
];

const backbone = tinyBackbone();
const classes = ['Female', 'Male', 'Unsure'];
const model: TransferModel = {
  backbone,
  classes,
  head: createHead({ inputShape: [4, 4, 5], classes, random: createRandom(1), hiddenUnits: [6] }),
  preprocessing: choosePreprocessing(new NetworkBackbone(backbone)),
};
let pictures: string[];

beforeEach(async () => {
  await writeTransferModel(inFolder('model.h5'), model);
  pictures = colours.map((colour, index) => {
    const path = inFolder(`${index}.bmp`);
    writeFileSync(path, solidPicture(20, 16, colour));
    return path;
  });
});

async function predictAll(
  classifier: GenderClassifier,
  inputs: Parameters<GenderClassifier['predict']>[0],
  { calibrated }: Pick<PredictOptions, 'calibrated'> = {},
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  const options = { onError: 'throw', calibrated } as const;
  for await (const prediction of classifier.predict(inputs, options)) predictions.push(prediction);
  return predictions;
}

describe('GenderClassifier', () => {
  it('gives what the whole network gives for each picture', async () => {
    await using classifier = await GenderClassifier.load(inFolder('model.h5'), { batchSize: 2 });
    const predictions = await predictAll(classifier, pictures);
    const engine = await selectEngine();
    await using network = await engine.loadNetwork(wholeNetwork(model));
    for (const [index, path] of pictures.entries()) {
      const input = await loadPicture(path, model.preprocessing);
      const [expected] = await network.run(tensor('float32', [1, 8, 8, 3], input));
      const row = [...(expected?.data ?? [])];
      const prediction = predictions[index];
      expect(prediction?.file).toBe(path);
      expect(prediction?.label).toBe(classes[row.indexOf(Math.max(...row))]);
      classes.forEach((name, at) => {
        expect(prediction?.probabilities[name]).toBeCloseTo(row[at] ?? Number.NaN, 6);
      });
    }
  });

  it('divides logits by the temperature of its file where that is asked for', async () => {
    const hot = { ...model, head: { ...model.head, temperature: 2 } };
    await writeTransferModel(inFolder('hot.h5'), hot);
    await using classifier = await GenderClassifier.load(inFolder('hot.h5'));
    expect(classifier.temperature).toBe(2);
    const plain = await predictAll(classifier, pictures);
    const calibrated = await predictAll(classifier, pictures, { calibrated: true });
    for (const [{ label, probabilities }, scaled] of zip(plain, calibrated)) {
      expect(scaled.label).toBe(label);
      const roots = classes.map((name) => Math.sqrt(probabilities[name]!));
      const sum = roots.reduce((total, root) => total + root, 0);
      classes.forEach((name, index) => {
        expect(scaled.probabilities[name]).toBeCloseTo(roots[index]! / sum, 6);
      });
    }
  });

  it('is not calibrated where its file has no temperature', async () => {
    await using classifier = await GenderClassifier.load(inFolder('model.h5'));
    expect(classifier.temperature).toBeUndefined();
    await expect(classifier.classify(pictures[0]!, { calibrated: true })).rejects.toMatchObject({
      code: 'CLASSIFIER_UNCALIBRATED',
    });
  });

  it('takes paths, bytes and pixels, from arrays and streams', async () => {
    await using classifier = await GenderClassifier.load(inFolder('model.h5'));
    const byPath = await predictAll(classifier, pictures);
    const byBytes = await predictAll(
      classifier,
      colours.map((colour) => solidPicture(20, 16, colour)),
    );
    const byPixels = await predictAll(
      classifier,
      (async function* () {
        for (const path of pictures) yield decodePicture(path);
      })(),
    );
    const values = (all: Prediction[]): unknown => all.map(({ probabilities }) => probabilities);
    expect(values(byBytes)).toEqual(values(byPath));
    expect(values(byPixels)).toEqual(values(byPath));
    expect(byBytes.map(({ file }) => file)).toEqual([undefined, undefined, undefined]);
  });

  it('says which software computes, in which version and where', async () => {
    const engine = 'onnxruntime';
    await using classifier = await GenderClassifier.load(inFolder('model.h5'), { engine });
    const { version } = await selectEngine({ name: engine });
    expect(classifier.engine).toEqual({ name: engine, version, device: 'cpu' });
  });

  it('refuses a device that the engine lacks', async () => {
    const options = { engine: 'onnxruntime-web', device: 'webgpu' } as const;
    await expect(GenderClassifier.load(inFolder('model.h5'), options)).rejects.toMatchObject({
      code: 'ENGINE_DEVICE',
    });
  });

  it('loads a path, a URL and bytes, which it needs no longer afterwards', async () => {
    const path = inFolder('model.h5');
    const expected = await classifyWith(path);
    expect(await classifyWith(pathToFileURL(path))).toEqual(expected);
    expect(await classifyWith(pathToFileURL(path).href)).toEqual(expected);
    const bytes = readFileSync(path);
    const loaded = await GenderClassifier.load(bytes);
    bytes.fill(0);
    expect(await loaded.classify(required(pictures[0], 'a picture'))).toEqual(expected);
    await loaded.dispose();
    await expect(GenderClassifier.load('https://example.org/model.h5')).rejects.toMatchObject({
      code: 'CLASSIFIER_OPTIONS',
    });
  });

  it('refuses a batch size that makes no sense', async () => {
    await expect(GenderClassifier.load(inFolder('model.h5'), { batchSize: 0 })).rejects.toThrow(
      /batchSize/,
    );
  });

  it('ends predictions under way, and refuses later ones, once it is disposed of', async () => {
    const classifier = await GenderClassifier.load(inFolder('model.h5'), { batchSize: 1 });
    const endless = (function* () {
      for (;;) yield solidPicture(20, 16, [1, 2, 3]);
    })();
    let results = 0;
    const predicting = (async () => {
      for await (const _ of classifier.predict(endless, { onError: 'yield' })) {
        results += 1;
        if (results === 5) void classifier.dispose();
      }
    })();
    await expect(predicting).rejects.toMatchObject({ code: 'CLASSIFIER_DISPOSED' });
    expect(results).toBe(5);
    await classifier.dispose();
    await classifier[Symbol.asyncDispose]();
    await expect(predictAll(classifier, pictures)).rejects.toMatchObject({
      code: 'CLASSIFIER_DISPOSED',
    });
  });
});

async function classifyWith(source: ModelSource): Promise<Prediction> {
  await using classifier = await GenderClassifier.load(source);
  return await classifier.classify(required(pictures[0], 'a picture'));
}
