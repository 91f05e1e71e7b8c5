import { describe, expect, it } from 'vitest';
import { describeTrainer } from '../../test/describe-trainer.js';
import { randomHead, randomTensor } from '../../test/small-head.js';
import { createTrainer } from '../kernels/kernels-trainer.js';
import { createLocalTrainer } from './local-trainer.js';

describe('createLocalTrainer', () => {
  describeTrainer(createLocalTrainer);

  it('trains the bytes of the trainer that has threads of its own', async () => {
    const batch = randomTensor([6, 2, 2, 8], 5);
    const labels = Uint32Array.of(0, 1, 1, 0, 1, 0);
    const masks = [6 * 16, 6 * 8].map((length) => new Uint8Array(length).fill(1));
    const heads = [createLocalTrainer, createTrainer].map(async (create) => {
      await using trainer = await create(randomHead(), { threads: 2, loss: { l2: 0.01 } });
      for (let step = 0; step < 4; step += 1) await trainer.trainBatch(batch, labels, masks);
      return await trainer.head();
    });
    const [local, threaded] = await Promise.all(heads);
    expect(local).toEqual(threaded);
    expect(local).not.toEqual(randomHead());
  });
});
