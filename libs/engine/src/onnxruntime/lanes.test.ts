import { setImmediate } from 'node:timers/promises';
import { zeroTensor, type Float32Tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadedNetwork } from '../engine.js';
import { Lanes, shareThreads } from './lanes.js';

const MB = 2 ** 20;

describe('shareThreads', () => {
  it('gives a small network up to four sessions, a large one a single session', () => {
    expect(shareThreads(2, 23 * MB)).toEqual({ lanes: 2, threads: 1 });
    expect(shareThreads(8, 23 * MB)).toEqual({ lanes: 4, threads: 2 });
    expect(shareThreads(8, 59 * MB)).toEqual({ lanes: 1, threads: 8 });
  });

  it('takes four sessions at most, and no more threads than there are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 512 }),
        fc.integer({ min: 1, max: 600 * MB }),
        (threads, bytes) => {
          const share = shareThreads(threads, bytes);
          expect(share.lanes).toBeGreaterThanOrEqual(1);
          expect(share.threads).toBeGreaterThanOrEqual(1);
          expect(share.lanes * share.threads).toBeLessThanOrEqual(threads);
          expect(share.lanes).toBeLessThanOrEqual(4);
        },
      ),
    );
  });
});

describe('Lanes', () => {
  it('gives each session a call in turn, and disposes of all', async () => {
    const seen: string[] = [];
    const session = (name: string): LoadedNetwork => ({
      run: async (input: Float32Tensor) => {
        seen.push(name);
        await setImmediate();
        return [input];
      },
      [Symbol.asyncDispose]: () => {
        seen.push(`end of ${name}`);
        return Promise.resolve();
      },
    });
    {
      await using lanes = new Lanes([session('a'), session('b')]);
      expect(lanes.lanes).toBe(2);
      const inputs = [1, 2, 3].map((size) => zeroTensor('float32', [size, 2]));
      const outputs = await Promise.all(inputs.map((input) => lanes.run(input)));
      expect(outputs).toEqual(inputs.map((input) => [input]));
    }
    expect(seen).toEqual(['a', 'b', 'a', 'end of a', 'end of b']);
  });
});
