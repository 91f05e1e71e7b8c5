import { existsSync, readFileSync } from 'node:fs';
import { createRandom } from '@gender/core';
import type { FeatureRecord, FeatureStore } from '@gender/features';
import { readKerasWeights } from '@gender/keras';
import type { Network } from '@gender/network';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryStore, rowShape } from '../../test/memory-store.js';
import { createHead, outlineHead } from '../head/create-head.js';
import { fitHead, type FitHeadOptions } from './fit-head.js';
import { initialRows } from '../head/initial-weights.js';
import type { EpochResult } from './training-state.js';

const inFolder = temporaryFolder();
const shape = { inputShape: rowShape, classes: ['Female', 'Male'], hiddenUnits: [16, 8] };
let options: FitHeadOptions;

beforeEach(() => {
  options = {
    head: createHead({ ...shape, random: createRandom(4) }),
    train: memoryStore(70, 1),
    validation: memoryStore(30, 2),
    weights: inFolder('weights.h5'),
    seed: 5,
    adam: { learningRate: 0.01 },
  };
});

/** The training store with one value in the place of all features of its last picture. */
function withFeature(value: number): FeatureStore {
  const store = memoryStore(70, 1);
  return {
    ...store,
    gather: async (rows) => {
      const gathered = await store.gather(rows);
      const at = rows.indexOf(69);
      if (at >= 0) gathered.data.fill(value, at * 12, (at + 1) * 12);
      return gathered;
    },
  };
}

/** The bytes of the weights that a training with other options ends in. */
async function fit(others: Partial<FitHeadOptions>): Promise<Buffer> {
  return readFileSync((await fitHead({ ...options, ...others })).weights);
}

describe('fitHead', () => {
  it('learns to tell two classes apart', async () => {
    const seen: EpochResult[] = [];
    const fitted = await fitHead({ ...options, onEpoch: (result) => seen.push(result) });
    expect(fitted.epochs).toEqual(seen);
    expect(fitted.epochs[fitted.bestEpoch - 1]?.valAccuracy).toBeGreaterThan(0.9);
    expect(fitted.epochs.at(-1)?.loss).toBeLessThan(fitted.epochs[0]?.loss ?? 0);
  });

  it('stops after three epochs without a better validation accuracy, and keeps the best', async () => {
    const { epochs, bestEpoch } = await fitHead({ ...options, epochs: 50 });
    const accuracies = epochs.map(({ valAccuracy }) => valAccuracy);
    expect(accuracies.indexOf(Math.max(...accuracies)) + 1).toBe(bestEpoch);
    expect(epochs).toHaveLength(bestEpoch + 3);
    expect(await fit({ epochs: 50 })).toEqual(await fit({ epochs: bestEpoch }));
  });

  it('writes weights that load into the head by name, and leaves nothing else', async () => {
    const { weights } = await fitHead({ ...options, epochs: 1 });
    const trained: Network = await readKerasWeights(weights, options.head);
    expect(trained.layers.map(({ name }) => name)).toEqual(
      options.head.layers.map(({ name }) => name),
    );
    expect(trained).not.toEqual(options.head);
    expect(existsSync(`${weights}.training`)).toBe(false);
  });

  it('gives the same weights for the same seed and any number of threads, others for another', async () => {
    const one = await fit({ threads: 1, epochs: 2 });
    expect(await fit({ threads: 2, epochs: 2 })).toEqual(one);
    expect(await fit({ seed: 6, epochs: 2 })).not.toEqual(one);
  });

  it('begins with weights drawn as they are needed as with those of createHead', async () => {
    const head = outlineHead(shape);
    const initial = initialRows(head, createRandom(4));
    expect(await fit({ head, initial, epochs: 2 })).toEqual(await fit({ epochs: 2 }));
  });

  const { record } = memoryStore(1, 1);
  it.each<[string, Partial<FeatureRecord>]>([
    ['rowShape', { rowShape: [12] }],
    ['backbone', { backbone: 'two' }],
    ['preprocessing', { preprocessing: { ...record.preprocessing, resampling: 'box' } }],
    ['decoder', { decoder: 'jimp' }],
    ['augment', { augment: 'flip' }],
    ['quantization', { quantization: 'ab' }],
  ])('refuses to validate with rows of another %s', async (field, change) => {
    const store = memoryStore(10, 3);
    const validation = { ...store, record: { ...store.record, ...change } };
    await expect(fitHead({ ...options, validation })).rejects.toMatchObject({
      code: 'CLASSIFIER_FEATURES',
      message: expect.stringContaining(`(${field})`) as string,
    });
  });

  it('holds in a batch no more pictures than there are', async () => {
    expect(await fit({ batchSize: 1e9, epochs: 1 })).toEqual(
      await fit({ batchSize: 70, epochs: 1 }),
    );
  });

  it.each<[string, Partial<FitHeadOptions>, string, RegExp]>([
    [
      'learning rate',
      { adam: { learningRate: 1e6 } },
      'CLASSIFIER_DIVERGED',
      /lower learning rate/,
    ],
    ['penalty', { l2: 1e6, adam: { learningRate: 1e6 } }, 'CLASSIFIER_DIVERGED', /not finite/],
    [
      'feature',
      { train: withFeature(Infinity) },
      'CLASSIFIER_FEATURES',
      /features of \d+ in memory/,
    ],
    ['seed', { seed: -1 }, 'CLASSIFIER_OPTIONS', /seed is not valid/],
    ['seed', { seed: 2 ** 32 }, 'CLASSIFIER_OPTIONS', /seed is not valid/],
    ['time', { checkpointSeconds: Number.NaN }, 'CLASSIFIER_OPTIONS', /checkpointSeconds is not/],
  ])('ends in an error and leaves nothing: a senseless %s', async (_, others, code, message) => {
    const fitted = fitHead({ ...options, epochs: 50, patience: 50, ...others });
    await expect(fitted).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(existsSync(options.weights)).toBe(false);
    expect(existsSync(`${options.weights}.training`)).toBe(false);
  });

  it('trains on augmented rows and validates with plain ones', async () => {
    const train: FeatureStore = {
      ...options.train,
      record: { ...options.train.record, augment: 'flip' },
    };
    expect((await fitHead({ ...options, train, epochs: 1 })).epochs).toHaveLength(1);
  });

  it('refuses weights of classes that do not exist', async () => {
    await expect(fitHead({ ...options, classWeights: { Cat: 2 } })).rejects.toMatchObject({
      code: 'CLASSIFIER_OPTIONS',
      message: 'classWeights: there is no class "Cat"; the classes are Female, Male',
    });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(fitHead({ ...options, signal })).rejects.toThrow('Ctrl-C');
  });
});
