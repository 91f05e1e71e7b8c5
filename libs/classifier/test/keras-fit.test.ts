import { readFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { fitHead } from '../src/training/fit-head.js';
import {
  BATCH_SIZE,
  configs,
  EPOCHS,
  headOf,
  SEED,
  trainStore,
  validationStore,
} from './keras-fit-case.js';

const inFolder = temporaryFolder();

/** What Keras' `fit` reports of each epoch. */
type History = Record<'loss' | 'accuracy' | 'val_loss' | 'val_accuracy', number>[];

const fixture = new URL('fixtures/keras_fit.json', import.meta.url);
const expected = JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, History>;

/** Both train in float32; after 15 steps losses differ by at most 6e-6, seen in `logisticRegression`. */
const TOLERANCE = 1e-5;

describe('an epoch reports what Keras reports', () => {
  it.each(Object.keys(configs))('%s', async (name) => {
    const config = configs[name] ?? {};
    const { epochs } = await fitHead({
      ...config,
      head: headOf(config),
      train: trainStore,
      validation: validationStore,
      weights: inFolder('weights.h5'),
      seed: SEED,
      epochs: EPOCHS,
      patience: EPOCHS,
      batchSize: BATCH_SIZE,
    });
    const history = expected[name] ?? [];
    expect(epochs).toHaveLength(history.length);
    for (const [index, keras] of history.entries()) {
      const { loss = NaN, accuracy, valLoss = NaN, valAccuracy } = epochs[index] ?? {};
      expect(Math.abs(loss - keras.loss)).toBeLessThan(TOLERANCE);
      expect(Math.abs(valLoss - keras.val_loss)).toBeLessThan(TOLERANCE);
      expect(accuracy).toBeCloseTo(keras.accuracy, 6);
      expect(valAccuracy).toBeCloseTo(keras.val_accuracy, 6);
    }
  });
});
