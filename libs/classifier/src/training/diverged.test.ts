import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { divergedError, notFiniteError } from './diverged.js';
import { rowBatches, type RowBatch } from './row-batches.js';

const store = memoryStore(6, 1);

async function batchOf(
  rows: number[],
  change: (features: Float32Array) => void,
): Promise<RowBatch> {
  const next = await rowBatches(store, rows, rows.length).next();
  const { features, ...others } = next.value as RowBatch;
  const data = features.data.slice();
  change(data);
  return { ...others, features: tensor('float32', features.shape, data) };
}

describe('why a loss is no number', () => {
  it.each([Number.NaN, Infinity, -Infinity])(
    'is a feature that is %d, named by its picture and store',
    async (value) => {
      const batch = await batchOf([4, 0, 5], (data) => (data[2 * 12 + 3] = value));
      const error = notFiniteError(store, batch, 'epoch 1');
      expect(error.code).toBe('CLASSIFIER_FEATURES');
      expect(error.message).toMatch(/^the features of 5 in memory-one are not finite/);
    },
  );

  it('names the first of several such pictures', async () => {
    const batch = await batchOf([3, 2, 1], (data) => data.fill(Number.NaN, 12));
    expect(notFiniteError(store, batch, 'epoch 1').message).toContain('the features of 2 in');
  });

  it('is the training where all features are finite', async () => {
    const batch = await batchOf([3, 2], () => undefined);
    expect(notFiniteError(store, batch, 'epoch 2, after 32 pictures')).toMatchObject({
      code: 'CLASSIFIER_DIVERGED',
      message: expect.stringMatching(
        /^the loss is not finite in epoch 2, after 32 pictures: .*lower learning rate/,
      ) as string,
    });
  });

  it('says of weights what is wrong with them', () => {
    expect(divergedError('a weight of fc1 is NaN').message).toMatch(/^a weight of fc1 is NaN: /);
  });
});
