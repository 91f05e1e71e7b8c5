import { existsSync, readFileSync } from 'node:fs';
import { createTrainer } from '@gender/engine';
import { readKerasWeights } from '@gender/keras';
import { applyTemperature, crossEntropy, fitTemperature } from '@gender/metrics';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { fitHead, fitHeadUntil, type FitHeadOptions } from '../src/training/fit-head.js';
import { predictStore, type StorePredictions } from '../src/training/validate-head.js';
import { memoryStore } from './memory-store.js';
import { smallTraining } from './small-training.js';

const inFolder = temporaryFolder();
/** Steps so large that the last epoch is not the best one. */
const options = (): FitHeadOptions => ({
  ...smallTraining(inFolder('weights.h5')),
  ...{ epochs: 6, patience: 6, adam: { learningRate: 0.5 }, test: memoryStore(45, 3) },
});

describe('what fitHead predicts', () => {
  it('is what the weights of the best epoch say, of pictures that decide nothing too', async () => {
    const plain = await fitHead({ ...options(), test: undefined });
    const weights = readFileSync(plain.weights);
    const fitted = await fitHead(options());
    expect(readFileSync(fitted.weights)).toEqual(weights);
    expect(plain).not.toHaveProperty('test');
    expect(fitted.bestEpoch).toBeLessThan(6);

    const head = await readKerasWeights(fitted.weights, options().head);
    await using trainer = await createTrainer(head, { evaluationBatchSize: 64, threads: 1 });
    const predict = (store: FitHeadOptions['validation']): Promise<StorePredictions> =>
      predictStore(trainer, store, { evaluationBatchSize: 64 });
    const validation = await predict(options().validation);
    expect(fitted.validation).toEqual(validation);
    expect(fitted.test).toEqual(await predict(memoryStore(45, 3)));

    const { temperature } = fitted;
    expect(temperature).toBe(fitTemperature(validation));
    const probabilities = applyTemperature(validation.probabilities, 2, temperature!);
    expect(crossEntropy({ ...validation, probabilities })).toBeLessThan(crossEntropy(validation));
  });
});

describe('fitHeadUntil', () => {
  it('stops between epochs and goes on, to the bytes of a training without a stop', async () => {
    const whole = await fitHead({ ...options(), weights: inFolder('whole.h5') });
    const timeless = whole.epochs.map(({ seconds: _, ...epoch }) => epoch);
    for (const until of [1, 1, 3]) {
      const { epochs, best, stopped } = await fitHeadUntil(options(), until);
      expect(epochs.map(({ seconds: _, ...epoch }) => epoch)).toEqual(timeless.slice(0, until));
      expect(best.valAccuracy).toBe(Math.max(...epochs.map(({ valAccuracy }) => valAccuracy)));
      expect(stopped).toBeUndefined();
    }
    const finished = await fitHead(options());
    expect(readFileSync(finished.weights)).toEqual(readFileSync(whole.weights));
    expect(existsSync(`${options().weights}.training`)).toBe(false);
  });

  it('ends where the training stops, and tells the plain cross-entropy of the best epoch', async () => {
    const { epochs, best, stopped } = await fitHeadUntil({ ...options(), epochs: 2 }, 9);
    expect([epochs.length, stopped]).toEqual([2, 'epochs']);
    expect(best.crossEntropy).toBeCloseTo(epochs[best.epoch - 1]!.valLoss, 12);
    const smoothed = {
      ...options(),
      weights: inFolder('smooth.h5'),
      labelSmoothing: 0.3,
      epochs: 1,
    };
    const other = await fitHeadUntil(smoothed, 1);
    expect(other.epochs[0]!.valLoss).toBeGreaterThan(other.best.crossEntropy);
  });
});
