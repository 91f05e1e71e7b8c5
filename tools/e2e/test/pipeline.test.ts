import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenderClassifier, type TrainedClassifier } from '@gender/classifier';
import { required } from '@gender/core';
import { readResults, type Score } from '@gender/evaluation';
import { readNetwork } from '@gender/formats';
import { decodeNormalization } from '@gender/network';
import { readOnnxGraph } from '@gender/onnx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawDownload, Pipeline } from './pipeline.js';

const RATE = ['--epoch=10', '--learning-rate=0.001'];
const LEARNING = [...RATE, '--seed=5'];

let root: string;
let first: Pipeline;
let trained: TrainedClassifier;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'gender end to end '));
  drawDownload(join(root, 'download'));
  first = new Pipeline(join(root, 'first'));
  trained = await runToModel(first);
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

async function runToModel(pipeline: Pipeline): Promise<TrainedClassifier> {
  await pipeline.convert();
  await pipeline.prepare(join(root, 'download'), 'Tiny', '--seed=5');
  return (await pipeline.train('Tiny', ...LEARNING, '--threads=2')) as TrainedClassifier;
}

/** A new place with the converted network and the dataset of the first, without its features. */
function beginAnew(name: string): Pipeline {
  const pipeline = new Pipeline(join(root, name));
  mkdirSync(pipeline.path('models'), { recursive: true });
  const descriptor = ['models', 'VGG_Face_pretrained_descriptor.h5'];
  cpSync(first.path(...descriptor), pipeline.path(...descriptor));
  cpSync(first.path('data', 'Tiny'), pipeline.path('data', 'Tiny'), { recursive: true });
  return pipeline;
}

/** How pictures were fed for the one store of a split. */
function preprocessingMode(pipeline: Pipeline, split: string): unknown {
  const isRecord = new RegExp(`^${split}\\.([^.]+\\.)*json$`);
  const beside = /\.(manifest|npy\.identities)\.json$/;
  const names = readdirSync(pipeline.path('data', 'features'));
  const records = names.filter((name) => isRecord.test(name) && !beside.test(name));
  expect(records).toHaveLength(1);
  const record = readFileSync(pipeline.path('data', 'features', records[0] ?? ''), 'utf8');
  return (JSON.parse(record) as { preprocessing: { mode: unknown } }).preprocessing.mode;
}

/** Asserts that other formats say how the model is fed, and not how its backbone was. */
async function expectExports(pipeline: Pipeline, mode: string): Promise<void> {
  const model = pipeline.path('models', 'Tiny_Transfer_Model.h5');
  const backbone = await readNetwork(pipeline.path('models', 'VGG_Face_pretrained_descriptor.h5'));
  const trainedOn = [...required(backbone.normalization, 'its normalisation').mean.data];
  expect(backbone.normalization?.interpolation).toBe('bicubic');
  await pipeline.export(model, pipeline.path('tiny.onnx'));
  await pipeline.export(model, pipeline.path('tiny', '/'));
  const onnx = readOnnxGraph(readFileSync(pipeline.path('tiny.onnx')), 'tiny.onnx');
  const index = JSON.parse(readFileSync(pipeline.path('tiny', 'model.json'), 'utf8')) as {
    userDefinedMetadata: { classes: string[]; normalization: unknown };
  };
  const { classes, normalization } = index.userDefinedMetadata;
  for (const [names, fed] of [
    [onnx.classes, onnx.normalization],
    [classes, decodeNormalization(normalization)],
  ] as const) {
    expect(names).toEqual(['Female', 'Male']);
    expect(fed?.interpolation).toBe('nearest');
    expect([...(fed?.mean.data ?? [])]).toEqual(mode === 'network' ? trainedOn : [0, 0, 0]);
    const part = Math.fround(1 / 255);
    expect(fed?.scale && [...fed.scale.data]).toEqual(
      mode === 'network' ? undefined : [part, part, part],
    );
  }
  const inspected = await pipeline.inspect(pipeline.path('tiny.onnx'));
  expect(inspected).toMatchObject({ normalization: { interpolation: 'nearest' } });
}

describe('the whole job', () => {
  test('ends in a model that tells the classes apart', async () => {
    expect(trained.images).toEqual({ train: 24, validation: 8 });
    const score = (await first.evaluate('Tiny', '--testset=Tiny')) as Score;
    expect(score.images).toBe(8);
    expect(score.accuracy).toBeGreaterThanOrEqual(0.75);
    const ages = score.groups.find(({ by }) => by === 'age');
    expect(ages?.groups.map(({ group }) => group)).toEqual(['20-29', '30-39']);
  });

  test('scores its results file as it evaluates', async () => {
    const evaluated = (await first.evaluate('Tiny')) as Score;
    const { output } = (await first.predict('Tiny')) as { output: string };
    expect(output).toBe(first.path('data', 'results', 'Tiny_test_results.csv'));
    const scored = (await first.score(output)) as Score;
    expect(scored.confusion).toEqual(evaluated.confusion);
    expect(scored.crossEntropy).toBeCloseTo(evaluated.crossEntropy, 5); // six decimals of each p
  });

  test('predicts in the library what it writes to the results file', async () => {
    await first.predict('Tiny');
    const csv = first.path('data', 'results', 'Tiny_test_results.csv');
    const { classes, rows } = await readResults(csv);
    await using classifier = await GenderClassifier.load(trained.model);
    const files = rows.map(({ file }) => first.path('data', 'Tiny', 'test', file));
    let row = 0;
    for await (const { label, probabilities } of classifier.predict(files)) {
      expect(label).toBe(classes[rows[row]?.predicted ?? -1]);
      expect(probabilities['Female']).toBeCloseTo(rows[row]?.probabilities[0] ?? -1, 5);
      row += 1;
    }
    expect(row).toBe(8);
  });
});

describe('the same seed', () => {
  test('gives the same bytes of every file, some seconds later', async () => {
    const second = new Pipeline(join(root, 'second'));
    await runToModel(second);
    await first.predict('Tiny');
    await second.predict('Tiny');
    const features = readdirSync(first.path('data', 'features'));
    const testStore = features.find((name) => /^Tiny_test\..*npy$/.test(name));
    const files = [
      ['models', 'VGG_Face_pretrained_descriptor.h5'],
      ['data', 'Tiny', 'split.json'],
      ['data', 'features', 'Tiny_train.npy'],
      ['data', 'features', 'Tiny_validation.npy'],
      ['data', 'features', testStore ?? ''],
      ['models', 'Tiny_Transfer_Model.h5'],
      ['models', 'Tiny_Transfer_Weights.h5'],
      ['data', 'results', 'Tiny_test_results.csv'],
    ];
    for (const file of files) {
      const same = readFileSync(second.path(...file)).equals(readFileSync(first.path(...file)));
      expect(same, file.join('/')).toBe(true);
    }
  });

  test('trains the same model with any number of threads, another seed another', async () => {
    const before = readFileSync(trained.model);
    // Under a name of its own each is trained anew; the same training again would be left as it is.
    const modelOf = async (name: string, ...flags: string[]): Promise<Buffer> => {
      const { model } = (await first.train(
        'Tiny',
        `--name=${name}`,
        ...flags,
      )) as TrainedClassifier;
      return readFileSync(model);
    };
    expect((await modelOf('OneThread', ...LEARNING, '--threads=1')).equals(before)).toBe(true);
    expect((await modelOf('ThreeThreads', ...LEARNING, '--threads=3')).equals(before)).toBe(true);
    expect((await modelOf('OtherSeed', ...RATE, '--seed=6')).equals(before)).toBe(false);
  });
});

describe('the same features', () => {
  test('come from shards, and train the same model', async () => {
    const pipeline = beginAnew('shards');
    for (const shard of ['1/3', '2/3', '3/3']) {
      await pipeline.extract('Tiny', `--shard=${shard}`, '--threads=1');
    }
    await pipeline.merge('Tiny');
    const store = ['data', 'features', 'Tiny_train.npy'];
    expect(readFileSync(pipeline.path(...store)).equals(readFileSync(first.path(...store)))).toBe(
      true,
    );
    const { model } = (await pipeline.train('Tiny', ...LEARNING)) as TrainedClassifier;
    expect(readFileSync(model).equals(readFileSync(trained.model))).toBe(true);
  });

  test('come from a dataset that has grown', async () => {
    const pipeline = beginAnew('grown');
    const picture = readdirSync(pipeline.path('data', 'Tiny', 'train', 'Male'))[0] ?? '';
    const late = ['data', 'Tiny', 'train', 'Male', picture];
    renameSync(pipeline.path(...late), pipeline.path('late.bmp'));
    await pipeline.extract('Tiny');
    renameSync(pipeline.path('late.bmp'), pipeline.path(...late));
    await pipeline.extract('Tiny');
    const store = ['data', 'features', 'Tiny_train.npy'];
    expect(readFileSync(pipeline.path(...store)).equals(readFileSync(first.path(...store)))).toBe(
      true,
    );
  });
});

describe('mirrored pictures', () => {
  test('are further rows of training, not of validation', async () => {
    const pipeline = beginAnew('mirrored');
    const { images } = (await pipeline.train('Tiny', '--augment=flip')) as TrainedClassifier;
    expect(images).toEqual({ train: 48, validation: 8 });
    expect(readdirSync(pipeline.path('data', 'features'))).toContainEqual(
      expect.stringMatching(/^Tiny_train\.network\.flip\.[0-9a-f]{12}\.npy$/),
    );
  });
});

describe('an 8-bit backbone', () => {
  test('trains a model that is served in 8 bits unless another precision is accepted', async () => {
    const pipeline = beginAnew('int8');
    const flags = [...LEARNING, '--precision=int8'];
    const { model } = (await pipeline.train('Tiny', ...flags)) as TrainedClassifier;
    const score = (await pipeline.evaluate('Tiny')) as Score;
    expect(score.accuracy).toBeGreaterThanOrEqual(0.75);
    expect(readFileSync(model).equals(readFileSync(trained.model))).toBe(false);
    await expect(pipeline.evaluate('Tiny', '--precision=fp32')).rejects.toThrow('precision');
  });
});

describe('a model', () => {
  test.each(['network', 'rescale'])('trained with %s is fed likewise, unasked', async (mode) => {
    const pipeline = beginAnew(mode);
    await pipeline.train('Tiny', '--epoch=1', `--preprocess=${mode}`);
    await pipeline.evaluate('Tiny');
    expect(preprocessingMode(pipeline, 'Tiny_test')).toBe(mode);
    await expectExports(pipeline, mode);
  });

  test('of other class folders reports its own names, in its own order', async () => {
    const pipeline = beginAnew('names');
    for (const [from, to] of [
      ['Male', 'Adam'],
      ['Female', 'Eve'],
    ] as const) {
      for (const split of ['train', 'validation', 'test']) {
        const source = first.path('data', 'Tiny', split, from);
        cpSync(source, pipeline.path('data', 'Renamed', split, to), { recursive: true });
      }
    }
    await pipeline.train('Renamed', ...LEARNING);
    const { confusion, accuracy } = (await pipeline.evaluate('Renamed')) as Score;
    expect(confusion.classes).toEqual(['Adam', 'Eve']);
    expect(accuracy).toBeGreaterThanOrEqual(0.75);
    await pipeline.predict('Renamed');
    const csv = readFileSync(pipeline.path('data', 'results', 'Renamed_test_results.csv'), 'utf8');
    expect(csv).toMatch(/^File_name,GT,Pred,Adam_prob,Eve_prob\r\n/);
    await expect(pipeline.evaluate('Renamed', '--testset=Tiny')).rejects.toThrow('RESULTS_CLASSES');
  });

  test('of swapped class folders has learnt them swapped', async () => {
    const pipeline = beginAnew('swapped');
    for (const split of ['train', 'validation', 'test']) {
      const folder = (name: string): string => pipeline.path('data', 'Swapped', split, name);
      const original = (name: string): string => first.path('data', 'Tiny', split, name);
      cpSync(original('Male'), folder('Female'), { recursive: true });
      cpSync(original('Female'), folder('Male'), { recursive: true });
    }
    await pipeline.train('Swapped', ...LEARNING);
    const own = (await pipeline.evaluate('Swapped')) as Score;
    const other = (await pipeline.evaluate('Swapped', '--testset=Tiny')) as Score;
    expect(own.accuracy).toBeGreaterThanOrEqual(0.75);
    expect(other.accuracy).toBeCloseTo(1 - own.accuracy, 12);
  });
});
