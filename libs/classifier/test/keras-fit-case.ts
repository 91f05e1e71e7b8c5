import { createRandom } from '@gender/core';
import type { FeatureStore } from '@gender/features';
import type { Network } from '@gender/network';
import { createHead } from '../src/head/create-head.js';
import type { TrainingConfig } from '../src/training-config.js';
import { memoryStore, rowShape } from './memory-store.js';

export const SEED = 5;
export const EPOCHS = 3;
export const BATCH_SIZE = 16;

const adam = { learningRate: 0.01 };
const classWeights = { Female: 1.7, Male: 0.6 };

/** What is trained in Keras too: each option alone, then together, without dropout. */
export const configs: Readonly<Record<string, TrainingConfig>> = {
  plain: { adam },
  l2: { adam, l2: 0.02 },
  labelSmoothing: { adam, labelSmoothing: 0.15 },
  classWeights: { adam, classWeights },
  balanced: { adam, classWeights: 'balanced' },
  adam: { adam: { learningRate: 0.02, beta1: 0.7, beta2: 0.95, epsilon: 1e-4 } },
  logisticRegression: { adam, hiddenUnits: [], l2: 0.01 },
  together: { adam, l2: 0.02, labelSmoothing: 0.15, classWeights, hiddenUnits: [7, 5, 4] },
};

export const trainStore: FeatureStore = memoryStore(70, 1);
export const validationStore: FeatureStore = memoryStore(30, 2);

/** The head that a config asks for, with its initial weights. */
export function headOf({ hiddenUnits = [8, 6] }: TrainingConfig): Network {
  const random = createRandom(4);
  return createHead({
    inputShape: rowShape,
    classes: ['Female', 'Male'],
    random,
    hiddenUnits,
    dropout: 0,
  });
}

/** The order of the training pictures in an epoch, from 1. */
export function orderOf(epoch: number): number[] {
  const random = createRandom(SEED).fork('fit').fork(epoch).fork('order');
  return random.shuffle([...trainStore.record.images.keys()]);
}
