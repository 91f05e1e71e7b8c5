import { readFileSync } from 'node:fs';
import { createRandom } from '@gender/core';
import { createTrainer } from '@gender/engine';
import { writeKerasWeights } from '@gender/keras';
import { applyTemperature, crossEntropy, fitTemperature } from '@gender/metrics';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { memoryStore, rowShape } from '../../test/memory-store.js';
import { createHead } from '../head/create-head.js';
import { calibrateHead } from './calibrate-head.js';
import { predictStore } from './validate-head.js';

const inFolder = temporaryFolder();
const classes = ['Female', 'Male'];
const options = { evaluationBatchSize: 64 };

const headOf = (seed: number): ReturnType<typeof createHead> =>
  createHead({ inputShape: rowShape, classes, hiddenUnits: [5], random: createRandom(seed) });

describe('calibrateHead', () => {
  it('fits the weights in the file, whatever the trainer holds', async () => {
    const [kept, last] = [headOf(1), headOf(2)];
    const weights = inFolder('kept.h5');
    await writeKerasWeights(weights, kept);
    const before = readFileSync(weights);
    const validation = memoryStore(40, 2);
    await using trainer = await createTrainer(last, { ...options, threads: 1 });
    const found = await calibrateHead({ ...options, head: last, trainer, weights, validation });

    await using own = await createTrainer(kept, { ...options, threads: 1 });
    const predictions = await predictStore(own, validation, options);
    expect(found).toBe(fitTemperature(predictions));
    expect(found).toBeDefined();
    const probabilities = applyTemperature(predictions.probabilities, 2, found!);
    expect(crossEntropy({ ...predictions, probabilities })).toBeLessThan(crossEntropy(predictions));
    expect(readFileSync(weights)).toEqual(before);
  });
});
