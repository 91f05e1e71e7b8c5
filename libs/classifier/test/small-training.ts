import { createRandom } from '@gender/core';
import { createHead } from '../src/head/create-head.js';
import type { FitHeadOptions } from '../src/training/fit-head.js';
import { memoryStore, rowShape } from './memory-store.js';

/** A training of 3 epochs, each of 5 steps and a validation in 2 batches. */
export function smallTraining(weights: string, initialSeed = 4): FitHeadOptions {
  const classes = ['Female', 'Male'];
  const random = createRandom(initialSeed);
  return {
    head: createHead({ inputShape: rowShape, classes, random, hiddenUnits: [16, 8] }),
    train: memoryStore(70, 1),
    validation: memoryStore(120, 2),
    weights,
    seed: 5,
    epochs: 3,
    batchSize: 16,
    adam: { learningRate: 0.01 },
  };
}
