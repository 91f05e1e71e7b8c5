import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { GenderClassifier, trainClassifier } from '@gender/classifier';
import { sha256 } from '@gender/core/node';
import { writeKerasModel } from '@gender/keras';
import { temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { predictSplit } from '../src/predict-split.js';
import { scoreResults } from '../src/score-results.js';
import { writeResults } from '../src/write-results.js';

const inFolder = temporaryFolder();
const PER_CLASS = 10;

async function train(mode: 'network' | 'rescale', backbone = 'tiny.h5'): Promise<string> {
  const { model } = await trainClassifier({
    dataset: 'Colours',
    dataRoot: inFolder('data'),
    models: inFolder('models'),
    backbone: inFolder('models', backbone),
    preprocessing: { mode },
    epochs: 4,
    adam: { learningRate: 1e-3 },
  });
  return model;
}

beforeEach(async () => {
  writeColourDataset(inFolder('data', 'Colours'), PER_CLASS);
  await writeKerasModel(inFolder('models', 'tiny.h5'), tinyBackbone());
});

describe('predictSplit', () => {
  it.each(['network', 'rescale'] as const)(
    'feeds pictures as the model file says, without being told (%s)',
    async (mode) => {
      const model = await train(mode);
      const dataRoot = inFolder('data');
      const results = await predictSplit({ model, dataRoot, dataset: 'Colours' });
      expect(results.rows).toHaveLength(2 * PER_CLASS);

      await using classifier = await GenderClassifier.load(model);
      const paths = results.rows.map(({ file }) => inFolder('data', 'Colours', 'test', file));
      let index = 0;
      for await (const { probabilities } of classifier.predict(paths)) {
        const row = results.rows[index];
        expect(probabilities.Female).toBeCloseTo(Number(row?.probabilities[0]), 6);
        index += 1;
      }
      expect(index).toBe(2 * PER_CLASS);
    },
  );

  it('evaluates a model whose features are vectors, with the probabilities of its pictures', async () => {
    const maps = tinyBackbone();
    await writeKerasModel(inFolder('models', 'tiny.h5'), {
      ...maps,
      layers: [...maps.layers, { type: 'globalAveragePool', name: 'pool', inputs: [maps.output] }],
      output: 'pool',
    });
    const model = await train('network');
    const results = await predictSplit({ model, dataRoot: inFolder('data'), dataset: 'Colours' });
    expect(scoreResults(results).images).toBe(2 * PER_CLASS);
    await using classifier = await GenderClassifier.load(model);
    const paths = results.rows.map(({ file }) => inFolder('data', 'Colours', 'test', file));
    const alone: number[] = [];
    for await (const { probabilities } of classifier.predict(paths)) {
      alone.push(Number(probabilities.Female));
    }
    results.rows.forEach(({ probabilities }, at) => {
      expect(probabilities[0]).toBeCloseTo(Number(alone[at]), 6);
    });
    expect(new Set(alone).size).toBeGreaterThan(PER_CLASS);
  });

  it('opens the features that training has made of the same pictures, and copies none', async () => {
    const name = 'VGG_Face_pretrained_descriptor.h5';
    await writeKerasModel(inFolder('models', name), tinyBackbone());
    // Files that were written a moment ago are read again, as a second write might not change their time.
    await setTimeout(500);
    const model = await train('network', name);
    const made = readdirSync(inFolder('data', 'features'));
    expect(made).toContain('Colours_train.npy');
    for (const split of ['train', 'validation'] as const) {
      const { rows } = await predictSplit({
        ...{ model, dataRoot: inFolder('data'), dataset: 'Colours', split },
      });
      expect(rows).toHaveLength(2 * PER_CLASS);
    }
    expect(readdirSync(inFolder('data', 'features'))).toEqual(made);
  });

  it('scores what it predicted, and writes it in the order of the file names', async () => {
    const model = await train('network');
    const results = await predictSplit({ model, dataRoot: inFolder('data'), dataset: 'Colours' });
    const score = scoreResults(results);
    expect(score.images).toBe(2 * PER_CLASS);
    expect(score.accuracy).toBeGreaterThan(0.8);
    await writeResults(inFolder('results.csv'), results);
    const lines = readFileSync(inFolder('results.csv'), 'utf8').trim().split('\r\n').slice(1);
    expect(lines.map((line) => line.split(',')[0])).toEqual(results.rows.map(({ file }) => file));
  });

  it('says the hash of the model that answered, and refuses one that was replaced meanwhile', async () => {
    const model = await train('network');
    const asked = { model, dataRoot: inFolder('data'), dataset: 'Colours' };
    expect(await predictSplit(asked)).toMatchObject({
      model,
      modelSha256: sha256(readFileSync(model)),
    });
    const another = readFileSync(await train('rescale'));
    writeFileSync(model, readFileSync(model));
    for (const during of ['predicting', 'extracting']) {
      const start = ({ label }: { label: string }) => {
        if (label.startsWith(during)) writeFileSync(model, another);
        return { advance: () => undefined, stop: () => undefined };
      };
      if (during === 'extracting') rmSync(inFolder('data', 'features'), { recursive: true });
      await expect(predictSplit({ ...asked, progress: { start } })).rejects.toMatchObject({
        code: 'FILE_CHANGED',
        message: expect.stringContaining(`${model} was changed or replaced`) as string,
      });
    }
  });

  it('matches classes by name, not by position', async () => {
    const model = await train('network');
    const dataRoot = inFolder('data');
    const expected = await predictSplit({ model, dataRoot, dataset: 'Colours' });
    for (const name of ['train', 'validation', 'test']) {
      renameSync(
        inFolder('data', 'Colours', name, 'Female'),
        inFolder('data', 'Colours', name, 'x'),
      );
    }
    await expect(predictSplit({ model, dataRoot, dataset: 'Colours' })).rejects.toMatchObject({
      code: 'RESULTS_CLASSES',
    });

    writeColourDataset(inFolder('data', 'OneClass'), PER_CLASS);
    renameSync(inFolder('data', 'OneClass', 'test', 'Female'), inFolder('data', 'elsewhere'));
    const males = await predictSplit({ model, dataRoot, dataset: 'OneClass' });
    expect(new Set(males.rows.map(({ label }) => label))).toEqual(new Set([1]));
    expect(males.classes).toEqual(expected.classes);
  });
});
