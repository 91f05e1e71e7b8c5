import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SharedInputs } from './shared-inputs.js';

/** Work that ends when it is told, and what it was given. */
function slowWork() {
  const begun: { values: number[]; memory: SharedArrayBuffer; end: () => void }[] = [];
  const work = (shared: Float32Array<SharedArrayBuffer>): Promise<string> =>
    new Promise((resolve) => {
      begun.push({
        values: [...shared],
        memory: shared.buffer,
        end: () => {
          resolve([...shared].join());
        },
      });
    });
  return { begun, work };
}

describe('shared inputs', () => {
  it('are laid out for two calls at once, and follow each other from then on', async () => {
    const inputs = new SharedInputs();
    const { begun, work } = slowWork();
    const answers = [1, 2, 3, 4].map((value) => inputs.use(Float32Array.of(value, value), work));
    await setImmediate();
    expect(begun.map(({ values }) => values[0])).toEqual([1, 2]);
    begun[0]!.end();
    await setImmediate();
    begun[1]!.end();
    await setImmediate();
    for (const { end } of begun.slice(2)) end();
    expect(await Promise.all(answers)).toEqual(['1,1', '2,2', '3,3', '4,4']);
    expect(new Set(begun.map(({ memory }) => memory)).size).toBe(2);
  });

  it('are copied at once, so that whoever asks may write over its own', async () => {
    const inputs = new SharedInputs();
    const { begun, work } = slowWork();
    const data = Float32Array.of(1, 2);
    const answers = Array.from({ length: 3 }, () => inputs.use(data, work));
    data.fill(9);
    for (const index of [0, 1, 2]) {
      await setImmediate();
      begun[index]!.end();
    }
    expect(await Promise.all(answers)).toEqual(['1,2', '1,2', '1,2']);
  });

  it('take more memory for a larger input, and show no more of it than a smaller one has', async () => {
    const inputs = new SharedInputs();
    const echo = (shared: Float32Array): Promise<number[]> => Promise.resolve([...shared]);
    expect(await inputs.use(Float32Array.of(1), echo)).toEqual([1]);
    expect(await inputs.use(Float32Array.of(2, 3, 4), echo)).toEqual([2, 3, 4]);
    expect(await inputs.use(Float32Array.of(5), echo)).toEqual([5]);
  });

  it('are given on after work that fails', async () => {
    const inputs = new SharedInputs();
    const fail = (): Promise<never> => Promise.reject(new Error('no'));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => inputs.use(new Float32Array(1), fail)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(
      Array.from({ length: 5 }, () => 'rejected'),
    );
    expect(await inputs.use(Float32Array.of(1), (shared) => Promise.resolve(shared[0]))).toBe(1);
  });
});
