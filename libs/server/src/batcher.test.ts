import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batcher } from './batcher.js';

const never = (): AbortSignal => new AbortController().signal;

type Size = 'short' | 'long';

function kindOf(item: number): Size {
  return item < 1000 ? 'short' : 'long';
}

const one = { batchSize: 2, lanes: 1 };

/** Answers numbers by their squares, each batch when it is told to. */
function squares(change: { batchSize?: number; lanes?: number; capacity?: number } = {}) {
  const batches: number[][] = [];
  const finish: (() => void)[] = [];
  const { batchSize = 3, lanes = 1, capacity = 10 } = change;
  const batcher = new Batcher<number, number, Size>({
    ...{ kindOf, kinds: { short: { batchSize, lanes }, long: { batchSize: 1, lanes: 1 } } },
    capacity,
    run: async (items) => {
      batches.push([...items]);
      await new Promise<void>((resolve) => finish.push(resolve));
      return items.map((item) => item ** 2);
    },
  });
  return { batcher, batches, finish };
}

describe('Batcher', () => {
  it('computes alone what comes alone, and together what waits for a lane', async () => {
    const { batcher, batches, finish } = squares();
    const first = batcher.submit([1], never());
    const others = [2, 3, 4, 5].map((item) => batcher.submit([item], never()));
    expect(batches).toEqual([[1]]);
    expect(batcher.waiting).toBe(4);
    finish[0]!();
    expect(await first).toEqual([1]);
    await setImmediate();
    expect(batches).toEqual([[1], [2, 3, 4]]);
    finish[1]!();
    await setImmediate();
    finish[2]!();
    expect(await Promise.all(others)).toEqual([[4], [9], [16], [25]]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('runs as many batches at once as it has lanes', () => {
    const { batcher, batches } = squares({ batchSize: 2, lanes: 2 });
    void batcher.submit([1, 2, 3, 4, 5], never());
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(batcher.waiting).toBe(1);
  });

  it('computes long items beside short ones, which do not wait for them', async () => {
    const { batcher, batches, finish } = squares();
    const long = batcher.submit([1001, 1002], never());
    const mixed = batcher.submit([1, 1003, 2], never());
    expect(batches).toEqual([[1001], [1, 2]]);
    expect(batcher.waiting).toBe(2);
    for (const turn of [1, 0, 2, 3]) {
      finish[turn]!();
      await setImmediate();
    }
    expect(batches).toEqual([[1001], [1, 2], [1002], [1003]]);
    expect(await long).toEqual([1001 ** 2, 1002 ** 2]);
    expect(await mixed).toEqual([1, 1003 ** 2, 4]);
  });

  it('takes all items of a request or none', async () => {
    const { batcher, finish } = squares({ capacity: 4 });
    const first = batcher.submit([1, 2, 3, 4], never());
    const second = batcher.submit([5, 6, 7], never());
    await expect(batcher.submit([8], never())).rejects.toMatchObject({
      code: 'SERVER_BUSY',
      message: '4 pictures wait already, and 4 may; try again in a moment',
    });
    for (const turn of [0, 1, 2]) {
      finish[turn]!();
      await setImmediate();
    }
    expect(await first).toEqual([1, 4, 9, 16]);
    expect(await second).toEqual([25, 36, 49]);
  });

  it('gives up what waits when its client is gone, and computes what others wait for', async () => {
    const { batcher, batches, finish } = squares({ batchSize: 1 });
    const gone = new AbortController();
    const kept = batcher.submit([1], never());
    const lost = batcher.submit([2, 3], gone.signal);
    const last = batcher.submit([4], never());
    const ended = expect(lost).rejects.toBe('gone');
    gone.abort('gone');
    await ended;
    expect(batcher.waiting).toBe(1);
    for (const turn of [0, 1]) {
      finish[turn]!();
      await setImmediate();
    }
    expect(await Promise.all([kept, last])).toEqual([[1], [16]]);
    expect(batches).toEqual([[1], [4]]);
    await expect(batcher.submit([5], gone.signal)).rejects.toBe('gone');
  });

  it('tells all requests of a batch that failed, and goes on with the next', async () => {
    const batcher = new Batcher<number, number, Size>({
      ...{ kindOf, kinds: { short: one, long: one }, capacity: 10 },
      run: (items) =>
        items.includes(2) ? Promise.reject(new Error('broken')) : Promise.resolve(items),
    });
    const settled = await Promise.allSettled(
      [1, 2, 3, 4].map((item) => batcher.submit([item], never())),
    );
    // The first goes alone, as nothing else waits when it comes.
    expect(settled.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    ]);
  });

  it('is a slip where a batch has another number of answers', async () => {
    const batcher = new Batcher<number, number, Size>({
      ...{ kindOf, kinds: { short: one, long: one }, capacity: 10 },
      run: () => Promise.resolve([1]),
    });
    await expect(batcher.submit([1, 2], never())).rejects.toThrow(/2/);
  });

  it('answers every item once and in order, whatever comes when', async () => {
    const requests = fc.array(fc.array(fc.nat(2000), { maxLength: 7 }), { maxLength: 20 });
    const property = fc.asyncProperty(
      requests,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      async (asked, batchSize, lanes) => {
        const running = { short: 0, long: 0 };
        const kind = { batchSize, lanes };
        const batcher = new Batcher<number, string, Size>({
          ...{ kindOf, kinds: { short: kind, long: kind }, capacity: 1000 },
          run: async (items) => {
            const [size, ...others] = new Set(items.map(kindOf));
            expect(others).toEqual([]);
            running[size!] += 1;
            expect(running[size!]).toBeLessThanOrEqual(lanes);
            expect(items.length).toBeLessThanOrEqual(batchSize);
            await setImmediate();
            running[size!] -= 1;
            return items.map(String);
          },
        });
        const answers = await Promise.all(asked.map((items) => batcher.submit(items, never())));
        expect(answers).toEqual(asked.map((items) => items.map(String)));
        expect(batcher.waiting).toBe(0);
      },
    );
    await fc.assert(property, { numRuns: 50, seed: 1 });
  });
});
