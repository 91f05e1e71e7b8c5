import { availableParallelism } from 'node:os';
import { networkOf, relu } from '@gender/network';
import { describe, expect, it } from 'vitest';
import { randomHead } from '../test/small-head.js';
import { selectEngine, selectTrainer } from './index.js';
import { checkThreads, maxThreads } from './thread-count.js';

describe('the number of threads', () => {
  it('may be that of the cores, and some more', () => {
    for (const threads of [1, availableParallelism(), maxThreads]) {
      expect(() => {
        checkThreads(threads);
      }).not.toThrow();
    }
    expect(maxThreads).toBeGreaterThanOrEqual(4 * availableParallelism());
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, maxThreads + 1, 2000])('cannot be %d', (threads) => {
    expect(() => {
      checkThreads(threads);
    }).toThrow(`threads is ${threads}; it must be an integer from 1 to ${maxThreads}`);
  });

  it('is refused at once by engines and trainers', async () => {
    const engine = await selectEngine();
    const network = networkOf('tiny', [3], relu('out', 'image'));
    const refusal = { code: 'ENGINE_OPTIONS' };
    await expect(engine.loadNetwork(network, { threads: 2000 })).rejects.toMatchObject(refusal);
    const train = selectTrainer('auto');
    await expect(train(randomHead(), { threads: 2000 })).rejects.toMatchObject(refusal);
  });
});
