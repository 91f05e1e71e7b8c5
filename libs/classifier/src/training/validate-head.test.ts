import { createRandom } from '@gender/core';
import { createTrainer } from '@gender/engine';
import { describe, expect, it } from 'vitest';
import { memoryStore, rowShape } from '../../test/memory-store.js';
import { createHead } from '../head/create-head.js';
import { completeConfig, lossOf, type LossConfig } from '../training-config.js';
import { validateHead } from './validate-head.js';

const classes = ['Female', 'Male'];
const store = memoryStore(30, 2);
const head = createHead({
  inputShape: rowShape,
  classes,
  hiddenUnits: [5],
  random: createRandom(1),
});
const plain = lossOf(completeConfig({}));

async function validate(
  loss: LossConfig,
  evaluationBatchSize = 64,
): Promise<{ loss: number; accuracy: number }> {
  await using trainer = await createTrainer(head, { evaluationBatchSize: 64, threads: 1 });
  return await validateHead(trainer, store, { evaluationBatchSize, loss });
}

/** The probability of each class for each picture, as the trainer gives it. */
async function probabilities(): Promise<number[][]> {
  await using trainer = await createTrainer(head, { evaluationBatchSize: 64, threads: 1 });
  const { data } = await trainer.predict(await store.read(0, store.length));
  return store.record.images.map((_, row) => [...data.subarray(row * 2, row * 2 + 2)]);
}

describe('validateHead', () => {
  it('is the mean cross-entropy and the accuracy of what the head predicts', async () => {
    const rows = await probabilities();
    const labels = store.record.images.map(({ label }) => label);
    const losses = rows.map((row, index) => -Math.log(row[labels[index]!]!));
    const right = rows.filter((row, index) => row[labels[index]!]! > 0.5).length;
    const found = await validate(plain);
    expect(found.loss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / 30, 10);
    expect(found.accuracy).toBe(right / 30);
  });

  it('smooths labels: −Σ t log p with t = (1 − ε)·y + ε / classes', async () => {
    const labels = store.record.images.map(({ label }) => label);
    const losses = (await probabilities()).map((row, index) =>
      row.reduce((sum, p, label) => {
        const target = 0.8 * Number(label === labels[index]) + 0.2 / 2;
        return sum - target * Math.log(p);
      }, 0),
    );
    const expected = losses.reduce((sum, loss) => sum + loss, 0) / 30;
    expect((await validate({ ...plain, labelSmoothing: 0.2 })).loss).toBeCloseTo(expected, 10);
  });

  it('adds λ·Σw² of the kernels alone', async () => {
    const squares = head.layers.flatMap((layer) =>
      layer.type === 'dense' ? [...layer.kernel.data].map((weight) => weight * weight) : [],
    );
    const penalty = 0.3 * squares.reduce((sum, square) => sum + square, 0);
    const difference = (await validate({ ...plain, l2: 0.3 })).loss - (await validate(plain)).loss;
    expect(difference).toBeCloseTo(penalty, 10);
  });

  it('counts class weights no more than Keras does, and pictures once whatever the batches', async () => {
    const expected = await validate(plain);
    expect(await validate({ ...plain, classWeights: { Female: 5 } })).toEqual(expected);
    for (const size of [1, 7, 30]) {
      const found = await validate(plain, size);
      expect(found.loss).toBeCloseTo(expected.loss, 6);
      expect(found.accuracy).toBe(expected.accuracy);
    }
  });
});
