import { readKerasWeights } from '@gender/keras';
import type { FeatureStore } from '@gender/features';
import { tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { createRandom } from '@gender/core';
import { createHead } from '../head/create-head.js';
import { fitHead } from '../training/fit-head.js';
import { holdOut, trainHead, type LabelledFeatures, type TrainHeadOptions } from './train-head.js';

const inFolder = temporaryFolder();
const classes = ['Female', 'Male'];

async function inMemory(store: FeatureStore): Promise<LabelledFeatures> {
  const { images } = store.record;
  return {
    features: await store.read(0, store.length),
    labels: Uint32Array.from(images, ({ label }) => label),
  };
}

async function options(): Promise<TrainHeadOptions> {
  return {
    ...{ classes, seed: 5, epochs: 4, batchSize: 16, hiddenUnits: [16, 8] },
    adam: { learningRate: 0.002 },
    train: await inMemory(memoryStore(70, 1)),
    validation: await inMemory(memoryStore(30, 2)),
  };
}

const withoutTime = (epochs: readonly { seconds: number }[]): object[] =>
  epochs.map((epoch) => ({ ...epoch, seconds: 0 }));

describe('trainHead', () => {
  it.each([
    ['the plain loss', {}],
    [
      'every part of the loss',
      { l2: 1e-3, labelSmoothing: 0.1, classWeights: 'balanced' as const },
    ],
  ])('trains the bytes of the training on files, by %s', async (_, loss) => {
    const { train, validation, ...shared } = { ...(await options()), ...loss };
    const seen: object[] = [];
    const trained = await trainHead({ ...shared, train, validation, onEpoch: (e) => seen.push(e) });
    const random = createRandom(5).fork('head');
    const head = createHead({ ...shared, inputShape: [3, 4], random });
    const weights = inFolder('weights.h5');
    const fitted = await fitHead({
      ...{ ...shared, seed: 5, head, weights, threads: 2 },
      ...{ train: memoryStore(70, 1), validation: memoryStore(30, 2) },
    });
    const expected = await readKerasWeights(weights, head);
    expect(trained.head.layers).toEqual(expected.layers);
    expect(trained.head.layers).not.toEqual(head.layers);
    expect(withoutTime(trained.epochs)).toEqual(withoutTime(fitted.epochs));
    expect(seen).toEqual(trained.epochs);
    expect(trained.bestEpoch).toBe(fitted.bestEpoch);
    expect(trained.head.temperature).toEqual(fitted.temperature);
  });

  it.each<[string, Partial<TrainHeadOptions>, string]>([
    ['one class', { classes: ['Female'] }, 'the training pictures have the label 1; there are 1'],
    ['a class without pictures', { classes: [...classes, 'Cat'] }, 'no training pictures of Cat'],
    [
      'labels that are too few',
      { validation: { features: tensor('float32', [2, 3, 4], new Float32Array(24)), labels: Uint32Array.of(1) } }, // prettier-ignore
      'the validation pictures have 1 labels for features of shape (2, 3, 4)',
    ],
    [
      'features of another shape to validate with, be they as many',
      { validation: { features: tensor('float32', [1, 4, 3], new Float32Array(12)), labels: Uint32Array.of(1) } }, // prettier-ignore
      'the validation pictures have features of shape (4, 3), the training pictures of (3, 4); make both with one backbone',
    ],
    [
      'pictures that are none',
      { train: { features: tensor('float32', [0, 3, 4], new Float32Array(0)), labels: new Uint32Array(0) } }, // prettier-ignore
      'the training pictures have 0 labels for features of shape (0, 3, 4); expected one for each of at least one row',
    ],
    [
      'features that are no numbers, by the picture',
      { train: { features: tensor('float32', [2, 3, 4], new Float32Array(24).fill(NaN, 12)), labels: Uint32Array.of(0, 1) } }, // prettier-ignore
      'the features of picture 2 in the training pictures are not finite',
    ],
  ])('refuses %s', async (_, other, message) => {
    await expect(trainHead({ ...(await options()), ...other })).rejects.toMatchObject({
      code: 'CLASSIFIER_FEATURES',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('a training in memory', () => {
  it.each<[string, Partial<TrainHeadOptions>, string]>([
    ['seed', { seed: -1 }, 'seed is not valid'],
    ['epochs', { epochs: 0 }, 'epochs is not valid'],
    ['a weight of no class', { classWeights: { Cat: 2 } }, 'classWeights: there is no class "Cat"'],
  ])('names the option that is out of range: %s', async (_, other, message) => {
    await expect(trainHead({ ...(await options()), ...other })).rejects.toMatchObject({
      code: 'CLASSIFIER_OPTIONS',
      message: expect.stringContaining(message) as string,
    });
  });

  it('stops when its patience runs out, with the weights of the first best epoch', async () => {
    // Labels that say nothing of the features: the first epoch that is right by chance stays the best.
    const { train } = await options();
    const validation = { ...train, labels: train.labels.map((label) => 1 - label) };
    const trained = await trainHead({ ...(await options()), validation, epochs: 30, patience: 2 });
    expect(trained.stopped).toBe('patience');
    expect(trained.epochs).toHaveLength(trained.bestEpoch + 2);
    const best = Math.max(...trained.epochs.map(({ valAccuracy }) => valAccuracy));
    expect(trained.epochs.findIndex(({ valAccuracy }) => valAccuracy === best)).toBe(
      trained.bestEpoch - 1,
    );
    // The weights that are given are of that epoch: trained only so far they are the same.
    const again = await trainHead({ ...(await options()), validation, epochs: trained.bestEpoch });
    expect(again.stopped).toBe('epochs');
    expect(again.head.layers).toEqual(trained.head.layers);
  });
});

describe('holdOut', () => {
  it('puts every picture on one side, and of every class some on each', () => {
    const counts = fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 1, maxLength: 4 });
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(counts, share, fc.nat(1000), (sizes, part, seed) => {
        const labels = sizes.flatMap((size, label) => new Array<number>(size).fill(label));
        const { train, validation } = holdOut(labels, part, seed);
        const all = [...train, ...validation].toSorted((a, b) => a - b);
        expect(all).toEqual([...labels.keys()]);
        for (const [label, size] of sizes.entries()) {
          const held = validation.filter((index) => labels[index] === label).length;
          const wanted = Math.min(Math.max(1, Math.round(size * part)), size - 1);
          expect(held).toBe(wanted);
        }
        expect(holdOut(labels, part, seed)).toEqual({ train, validation });
      }),
    );
  });

  it.each([0, 1, -0.5, NaN])('refuses the share %d', (share) => {
    expect(() => holdOut([0, 0, 1, 1], share, 0)).toThrow(
      expect.objectContaining({
        code: 'CLASSIFIER_OPTIONS',
        message: `the share of pictures that are held out is ${share}, expected a number between 0 and 1`,
      }),
    );
  });

  it('refuses a class of one picture', () => {
    expect(() => holdOut([0, 0, 1], 0.25, 0)).toThrow('one picture only');
  });
});
