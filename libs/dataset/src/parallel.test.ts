import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inParallel } from './parallel.js';

describe('inParallel', () => {
  it('gives results in the order of the items, with no more than eight at work', async () => {
    const property = fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 40 }), async (delays) => {
      let working = 0;
      let most = 0;
      const results = await inParallel(delays, async (delay, index) => {
        most = Math.max(most, (working += 1));
        for (let turn = 0; turn <= delay; turn += 1) await setImmediate();
        working -= 1;
        return index * 10 + delay;
      });
      expect(results).toEqual(delays.map((delay, index) => index * 10 + delay));
      expect(most).toBe(Math.min(8, delays.length));
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('begins nothing after a failure, and waits for what runs', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const working = inParallel([...Array(30).keys()], async (item) => {
      begun.push(item);
      await setImmediate();
      if (item === 2) throw new Error('the third one failed');
      await setImmediate();
      ended.push(item);
    });
    await expect(working).rejects.toThrow('the third one failed');
    expect(begun).toHaveLength(8);
    expect(ended).toHaveLength(7);
  });
});
