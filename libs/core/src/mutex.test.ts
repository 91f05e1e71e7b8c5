import fc from 'fast-check';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Mutex } from './mutex.js';

it('begins each piece of work when the one before has ended, well or badly', async () => {
  const times = fc.array(fc.record({ wait: fc.nat(3), fails: fc.boolean() }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(times, async (pieces) => {
      const mutex = new Mutex();
      const log: string[] = [];
      const outcomes = await Promise.allSettled(
        pieces.map(({ wait, fails }, index) =>
          mutex.run(async () => {
            log.push(`begin ${index}`);
            await setTimeout(wait);
            log.push(`end ${index}`);
            if (fails) throw new Error(`piece ${index}`);
            return index;
          }),
        ),
      );
      expect(log).toEqual(pieces.flatMap((_, index) => [`begin ${index}`, `end ${index}`]));
      expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(
        pieces.map(({ fails }) => fails),
      );
    }),
    { numRuns: 20 },
  );
});
