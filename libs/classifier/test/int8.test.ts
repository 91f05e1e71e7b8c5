import { readFileSync } from 'node:fs';
import { readManifest } from '@gender/core/node';
import { listSplit } from '@gender/dataset';
import { selectEngine } from '@gender/engine';
import { findStores, openFeatureStore } from '@gender/features';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { GenderClassifier, type LoadOptions } from '../src/model/gender-classifier.js';
import { trainClassifier, type TrainClassifierOptions } from '../src/train-classifier.js';
import { readTransferModel } from '../src/model/transfer-model.js';
import { colourTraining } from './colour-training.js';

const inFolder = temporaryFolder();
let options: TrainClassifierOptions;

beforeEach(async () => {
  options = {
    ...(await colourTraining(inFolder, 6)),
    epochs: 1,
    hiddenUnits: [8],
    precision: 'int8',
    // Computed alike by every processor.
    calibration: { weightBits: 7 },
  };
});

/** The probability of the first class, for every validation picture. */
async function serve(model: string, load?: LoadOptions): Promise<number[]> {
  await using classifier = await GenderClassifier.load(model, load);
  const { images } = await listSplit(inFolder('data', 'Colours', 'validation'));
  const found: number[] = [];
  for await (const { probabilities } of classifier.predict(images.map(({ path }) => path))) {
    found.push(probabilities['Female'] ?? NaN);
  }
  return found;
}

async function headOnStore(model: string): Promise<number[]> {
  const { head } = await readTransferModel(model);
  const engine = await selectEngine();
  await using loaded = await engine.loadNetwork(head);
  const stores = await findStores(inFolder('data'), 'Colours');
  const found = stores.find(({ split, way }) => split === 'validation' && way?.includes('int8'));
  await using store = await openFeatureStore(found!.path);
  const [rows] = await loaded.run(await store.read(0, store.length));
  return [...rows!.data].filter((_, index) => index % 2 === 0);
}

describe('a classifier trained on 8-bit features', () => {
  it('is served in 8 bits by its file alone: the same probabilities as the head on those features', async () => {
    const { model } = await trainClassifier(options);
    const expected = await headOnStore(model);
    const found = await serve(model);
    expect(found).toHaveLength(expected.length);
    found.forEach((probability, index) => expect(probability).toBeCloseTo(expected[index]!, 5));
    expect(await serve(model, { precision: 'int8' })).toEqual(found);
    expect(await readManifest(model)).toMatchObject({ options: { precision: 'int8' } });
  });

  it('is served in float32 with consent only', async () => {
    const { model } = await trainClassifier(options);
    await expect(serve(model, { precision: 'fp32' })).rejects.toMatchObject({
      code: 'CLASSIFIER_PRECISION',
    });
    const float = await serve(model, { precision: 'fp32', acceptOtherPrecision: true });
    const own = await serve(model);
    expect(float).not.toEqual(own);
    float.forEach((probability, index) => expect(probability).toBeCloseTo(own[index]!, 1));
  });

  it('is written with the same bytes again', async () => {
    const first = readFileSync((await trainClassifier(options)).model);
    expect(readFileSync((await trainClassifier(options)).model)).toEqual(first);
  });

  it('knows names of layers that survive the file', async () => {
    const { model } = await trainClassifier(options);
    const { backbone, quantization } = await readTransferModel(model);
    const names = [backbone.input.name, ...backbone.layers.map(({ name }) => name)];
    expect(Object.keys(quantization!.ranges).every((name) => names.includes(name))).toBe(true);
  });
});
