import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { runInMemory } from '@gender/cli/testing';
import { GenderClassifier, type EpochResult } from '@gender/classifier';
import { readManifest } from '@gender/core/node';
import { describe, expect, test } from 'vitest';
import { app } from '../src/index.js';
import { prepared } from './prepared.js';

const { inFolder, run, train, trainJson } = prepared();

describe('train', () => {
  test('extracts features, trains, and writes the model, the weights and the history', async () => {
    const { exitCode, stdout } = await train('--epoch', '2');
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toBe('stopped after 2 epochs');
    expect(lines[0]).toMatch(/^epoch 1\/2: loss \d\.\d{4}, accuracy \d\.\d{4}, validation loss /);
    expect(lines.at(-1)).toMatch(/Tiny_Transfer_Model\.h5: weights of epoch [12], validation acc/);
    for (const file of [
      'Transfer_Model.h5',
      'Transfer_Weights.h5',
      'History.csv',
      'History.json',
    ]) {
      expect(existsSync(inFolder('models', `Tiny_${file}`))).toBe(true);
    }
    expect(existsSync(inFolder('data', 'features', 'Tiny_train.npy'))).toBe(true);
  });

  test('prints one document with --json, numbers as numbers', async () => {
    const number = expect.any(Number) as number;
    const epoch = (which: number): EpochResult => ({
      epoch: which,
      loss: number,
      accuracy: number,
      valLoss: number,
      valAccuracy: number,
      seconds: number,
    });
    expect(await trainJson('--epoch=2', '--batch=5', '--hidden-units=256')).toEqual({
      epochs: [epoch(1), epoch(2)],
      bestEpoch: number,
      temperature: number,
      stopped: 'epochs',
      model: inFolder('models', 'Tiny_Transfer_Model.h5'),
      weights: inFolder('models', 'Tiny_Transfer_Weights.h5'),
      run: inFolder('models', 'Tiny_Run'),
      images: { train: 12, validation: 12 },
    });
  });

  test('learns to tell red from blue', async () => {
    const { epochs, bestEpoch } = await trainJson(
      '--epoch=30',
      '--learning-rate=0.003',
      '--hidden-units=64',
    );
    expect(epochs[bestEpoch - 1]?.valAccuracy).toBe(1);
  });

  test('stops when the validation accuracy has not risen for --patience epochs', async () => {
    const { stdout } = await train('--epoch=500', '--patience=2');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-2)).toBe('stopped after 2 epochs without a better validation accuracy');
    const best = Number(/weights of epoch (\d+)/.exec(lines.at(-1)!)?.[1]);
    expect(lines).toHaveLength(best + 2 + 2);
  });

  test('uses features that are up to date, and says so', async () => {
    await train('--epoch=1');
    const { stderr } = await train('--epoch=2');
    expect(stderr.match(/is up to date/g)).toHaveLength(2);
    expect(stderr).not.toContain('extracting');
  });

  test('extracts for another preprocessing what it keeps beside the features there are', async () => {
    await train('--epoch=1');
    const { stderr } = await train('--epoch=1', '--preprocess=rescale');
    expect(stderr).not.toContain('is up to date');
    const again = await train('--epoch=2');
    expect(again.stderr.match(/is up to date/g)).toHaveLength(2);
  });

  test('trains on nothing where a class has no pictures any more', async () => {
    rmSync(inFolder('data', 'Tiny', 'train', 'Male'), { recursive: true });
    expect((await train('--epoch=1', '--preprocess=rescale')).exitCode).not.toBe(0);
  });

  test('writes the resolved options, the seed and the versions beside the model', async () => {
    const { model } = await trainJson('--epoch=1', '--seed=9', '--batch=4');
    const manifest = await readManifest(model);
    expect(manifest).toMatchObject({
      command: 'train',
      seed: 9,
      options: { dataset: 'Tiny', epochs: 1, batchSize: 4, preprocessing: { mode: 'network' } },
    });
    expect(manifest.versions).toMatchObject({ '@gender/trainer': expect.any(String) as string });
  });

  test('ends in order on Ctrl-C and writes no model', async () => {
    const flags = ['--epoch=1000', '--patience=1000'];
    const { exitCode, stderr } = await run('train', flags, { interruptAt: 'epoch 2/' });
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/interrupted; run the same command to go on\n$/);
    expect(existsSync(inFolder('models', 'Tiny_Transfer_Model.h5'))).toBe(false);
  });
});

describe('--backbone face-api', () => {
  test('trains a model that has the network in itself and says how it is fed', async () => {
    const flags = ['--backbone=face-api', '--features=descriptor', '--epoch=1'];
    const { model } = await trainJson(...flags);
    const manifest = await readManifest(model);
    expect(Object.keys(manifest.inputs)).toEqual(
      expect.arrayContaining([expect.stringMatching(/face_recognition_model\.bin$/)]),
    );
    expect(manifest.options).toMatchObject({ backbone: 'face-api', features: 'descriptor' });

    await using classifier = await GenderClassifier.load(model);
    const scale = Float32Array.of(1 / 255, 1 / 255, 1 / 255);
    expect(classifier.preprocessing).toMatchObject({
      ...{ mode: 'network', width: 150, height: 150, resampling: 'bilinear', exif: 'apply' },
      scale: { data: scale },
    });
    const grey = { width: 150, height: 150, data: new Uint8Array(150 * 150 * 3).fill(128) };
    const { probabilities } = await classifier.classify(grey);
    expect(Object.values(probabilities).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
  });

  test('names a layer that is not there', async () => {
    const { exitCode, stderr } = await train('--backbone=face-api', '--features=pool5');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('has no layer "pool5"')]);
  });
});

describe('what cannot be trained is said in one line', () => {
  test.each([
    ['a dataset that is not prepared', ['--dataset=Absent'], 'DATASET_NOT_FOUND', 'prepare the da'],
    ['no backbone', ['--backbone=absent.h5'], 'FILE_NOT_FOUND', 'gender-convert convert'],
    ['an engine that is not there', ['--engine=tensorflow'], 'ENGINE_UNAVAILABLE', 'tfjs-node'],
    [
      'a device that the engine lacks',
      ['--engine=onnxruntime-web', '--device=webgpu'],
      'ENGINE_DEVICE',
      'cannot compute on "webgpu"',
    ],
  ])('%s', async (_, flags, code, words) => {
    const { exitCode, stdout, stderr } = await train('--json', '--quiet', ...flags);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(words);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
  });

  test('a backbone that is no Keras file', async () => {
    writeFileSync(inFolder('models', 'VGG_Face_pretrained_descriptor.h5'), 'a letter');
    const { exitCode, stderr } = await train();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .*descriptor\.h5 is not an HDF5 file.*\[HDF5_FORMAT\]\n$/);
  });

  test('a whole model in the place of a backbone, before anything is extracted', async () => {
    const { model } = await trainJson('--epoch=1');
    const before = readFileSync(inFolder('data', 'features', 'Tiny_train.json'), 'utf8');
    const { exitCode, stderr } = await train('--backbone', model, '--quiet');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[FEATURES_BACKBONE]');
    expect(readFileSync(inFolder('data', 'features', 'Tiny_train.json'), 'utf8')).toBe(before);
  });

  test.each([
    [['--epoch=0'], '--epoch=0 is not valid'],
    [['--epoch=many'], '--epoch=many is not valid'],
    [['--batch=1.5'], '--batch=1.5 is not valid'],
    [['--learning-rate=-1'], '--learning-rate=-1 is not valid'],
    [['--preprocess=none'], '"network"|"rescale"'],
    [['--threads=0'], '--threads=0 is not valid'],
    [['--epochs=3'], 'unknown argument: epochs'],
    [['--dataset=a/b'], 'a name without slashes'],
    [['--dataset='], '--dataset needs a value'],
  ])('wrong usage: %j', async (flags, words) => {
    const { exitCode, stdout, stderr } = await train(...flags);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/^error: .*[;?] see gender-train train --help \[CLI_USAGE\]\n$/);
  });

  test('no dataset at all is GenderDataset_Small, as in the original', async () => {
    const folders = ['--data-root', inFolder('data'), '--models', inFolder('models')];
    expect(await runInMemory(app, ['train', ...folders])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/GenderDataset_Small.*\[DATASET_NOT_FOUND\]\n$/) as string,
    });
  });
});
