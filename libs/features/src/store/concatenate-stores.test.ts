import { writeFileSync } from 'node:fs';
import { encodeNpy, tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { recordPath, rowChecksum, writeRecord, type FeatureRecord } from './feature-record.js';
import { openFeatureStore, type FeatureStore } from './feature-store.js';
import { concatenateStores } from './concatenate-stores.js';
import { selectRows } from './select-rows.js';

const inFolder = temporaryFolder();

/** A store of rows `(2,)` that hold the given numbers. */
async function store(
  values: readonly number[],
  change: Partial<FeatureRecord> = {},
): Promise<FeatureStore> {
  const path = inFolder(`${values.join('-')}.npy`);
  const rows = Float32Array.from(values.flatMap((value) => [value, value]));
  writeFileSync(path, encodeNpy(tensor('float32', [values.length, 2], rows)));
  await writeRecord(recordPath(path), {
    format: 2,
    rowShape: [2],
    backbone: 'ab',
    preprocessing: { mode: 'rescale', height: 1, width: 1, resampling: 'nearest', exif: 'apply' },
    classes: ['Female', 'Male'],
    images: values.map((value) => ({
      file: `${value}.jpg`,
      label: 0,
      sha256: `${value}`,
      crc32: rowChecksum(Float32Array.of(value, value)),
    })),
    ...change,
  });
  return openFeatureStore(path);
}

describe('concatenateStores', () => {
  it('reads the rows of several stores as those of one', async () => {
    const stores = [await store([0, 1, 2]), await store([3, 4], { augment: 'flip' })] as const;
    await using joined = concatenateStores(...stores);
    expect([joined.length, ...joined.rowShape]).toEqual([5, 2]);
    expect(joined.record.images.map(({ file }) => file[0]).join('')).toBe('01234');
    const gathered = await joined.gather([4, 0, 3, 2]);
    expect(gathered.shape).toEqual([4, 2]);
    expect([...gathered.data]).toEqual([4, 4, 0, 0, 3, 3, 2, 2]);
    expect([...(await joined.read(2, 4)).data]).toEqual([2, 2, 3, 3]);
    await expect(joined.gather([5])).rejects.toThrow(RangeError);

    const target = new Float32Array(6);
    expect((await joined.gather([1, 3], target)).data.buffer).toBe(target.buffer);
    expect([...target]).toEqual([1, 1, 3, 3, 0, 0]);
  });

  it.each<[string, Partial<FeatureRecord>]>([
    ['backbone', { backbone: 'cd' }],
    ['classes', { classes: ['Female'] }],
  ])('refuses stores of another %s', async (_, change) => {
    await using one = await store([0]);
    await using other = await store([1], change);
    expect(() => concatenateStores(one, other)).toThrow(
      /0\.npy.* and .*1\.npy.* not made in the same way/,
    );
  });
});

describe('selectRows', () => {
  it('reads the chosen rows in their order, of a joined store too', async () => {
    await using joined = concatenateStores(await store([0, 1, 2]), await store([3, 4]));
    const chosen = selectRows(joined, [4, 1, 3]);
    expect([chosen.length, ...chosen.rowShape]).toEqual([3, 2]);
    expect(chosen.record.images.map(({ file }) => file)).toEqual(['4.jpg', '1.jpg', '3.jpg']);
    expect(chosen.record).toEqual({ ...joined.record, images: chosen.record.images });
    expect([...(await chosen.read(1, 3)).data]).toEqual([1, 1, 3, 3]);

    const target = new Float32Array(6);
    expect((await chosen.gather([2, 0], target)).data.buffer).toBe(target.buffer);
    expect([...target]).toEqual([3, 3, 4, 4, 0, 0]);
    await expect((async () => chosen.gather([3]))()).rejects.toThrow('row 3');
  });

  it('ends with its store only', async () => {
    await using whole = await store([0, 1]);
    await selectRows(whole, [1])[Symbol.asyncDispose]();
    expect([...(await whole.read(0, 1)).data]).toEqual([0, 0]);
    expect(() => selectRows(whole, [2])).toThrow('row 2');
  });
});
