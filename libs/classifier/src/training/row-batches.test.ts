import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { rowBatches } from './row-batches.js';

const store = memoryStore(23, 1);

describe('rowBatches', () => {
  it('reads every row once in the order given, the last batch perhaps smaller', async () => {
    const order = fc.shuffledSubarray([...store.record.images.keys()]);
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 1, max: 30 }), async (rows, size) => {
        const seen: number[] = [];
        for await (const batch of rowBatches(store, rows, size)) {
          const expected = await store.gather(batch.rows);
          expect(batch.features).toEqual(expected);
          expect([...batch.labels]).toEqual(
            batch.rows.map((row) => store.record.images[row]!.label),
          );
          const full = seen.length + size <= rows.length;
          expect(batch.rows).toHaveLength(full ? size : rows.length - seen.length);
          seen.push(...batch.rows);
        }
        expect(seen).toEqual(rows);
      }),
      { numRuns: 30 },
    );
  });

  it('throws for a row that the store does not have', async () => {
    const read = async (): Promise<void> => {
      for await (const batch of rowBatches(store, [99], 4)) expect(batch).toBeUndefined();
    };
    await expect(read()).rejects.toThrow();
  });

  it('passes on what went wrong while a batch was read ahead', async () => {
    const failing = {
      ...store,
      gather: (rows: readonly number[]) =>
        rows.includes(5) ? Promise.reject(new Error('the disk is gone')) : store.gather(rows),
    };
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const { rows } of rowBatches(failing, [0, 1, 2, 3, 4, 5], 2)) seen.push(...rows);
    };
    await expect(read()).rejects.toThrow('the disk is gone');
    expect(seen).toEqual([0, 1, 2, 3]);
  });
});
