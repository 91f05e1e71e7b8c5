import type { Network } from '@gender/network';
import { describe, expect, it } from 'vitest';
import { describeTrainer, describeTrainerThreads } from '../../test/describe-trainer.js';
import { randomHead, randomTensor } from '../../test/small-head.js';
import { createTrainer } from '../index.js';

describe('createTrainer', () => {
  describeTrainer(createTrainer);
  describeTrainerThreads(createTrainer);

  it.each([
    ['', {}],
    [', with every part of the loss', { l2: 0.01, labelSmoothing: 0.1, classWeights: [1, 2] }],
  ])('trains the same bytes with one, two and three threads%s', async (_, loss) => {
    const batch = randomTensor([6, 2, 2, 8], 5);
    const labels = Uint32Array.of(0, 1, 1, 0, 1, 0);
    const masks = [6 * 16, 6 * 8].map((length) =>
      Uint8Array.from({ length }, (_, index) => Number(index % 3 > 0)),
    );
    const train = async (threads: number): Promise<Network> => {
      await using trainer = await createTrainer(randomHead(), { threads, loss });
      for (let step = 0; step < 4; step += 1) await trainer.trainBatch(batch, labels, masks);
      return await trainer.head();
    };
    const one = await train(1);
    expect(await train(2)).toEqual(one);
    expect(await train(3)).toEqual(one);
    expect(one).not.toEqual(randomHead());
  });

  it('refuses a batch size that does not fit in memory', async () => {
    await expect(createTrainer(randomHead(), { batchSize: 1e9 })).rejects.toMatchObject({
      code: 'ENGINE_OPTIONS',
      message: expect.stringContaining('MB') as string,
    });
  });
});
