import { writeFileSync } from 'node:fs';
import { createRandom } from '@gender/core';
import { selectEngine } from '@gender/engine';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { decodePicture, loadPicture } from '@gender/image';
import { tensor } from '@gender/tensor';
import { solidPicture, temporaryFolder, tinyBackbone, type Colour } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHead } from '../head/create-head.js';
import { GenderClassifier, type Prediction } from './gender-classifier.js';
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
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for await (const prediction of classifier.predict(inputs)) predictions.push(prediction);
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

  it('names a picture that cannot be read', async () => {
    await using classifier = await GenderClassifier.load(inFolder('model.h5'));
    await expect(predictAll(classifier, [inFolder('no.jpg')])).rejects.toThrow(inFolder('no.jpg'));
  });

  it('refuses a device that the engine lacks', async () => {
    const options = { engine: 'onnxruntime-web', device: 'webgpu' } as const;
    await expect(GenderClassifier.load(inFolder('model.h5'), options)).rejects.toMatchObject({
      code: 'ENGINE_DEVICE',
    });
  });

  it('refuses a batch size that makes no sense, and work after it was disposed of', async () => {
    await expect(GenderClassifier.load(inFolder('model.h5'), { batchSize: 0 })).rejects.toThrow(
      /batchSize/,
    );
    const classifier = await GenderClassifier.load(inFolder('model.h5'));
    await classifier[Symbol.asyncDispose]();
    await classifier[Symbol.asyncDispose]();
    await expect(predictAll(classifier, pictures)).rejects.toMatchObject({
      code: 'CLASSIFIER_DISPOSED',
    });
  });
});
