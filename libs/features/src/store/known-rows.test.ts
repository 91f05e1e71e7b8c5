import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { provenanceOf, recordPath, rowChecksum, type FeatureRecord } from './feature-record.js';
import { installStore } from './install-store.js';
import { KnownRows, type RowSource } from './known-rows.js';
import { writeStore } from './write-store.js';

const inFolder = temporaryFolder();
const rowShape = [2];
const rowOf = (value: number): Float32Array => Float32Array.of(value, value + 0.5);

function recordOf(values: readonly number[], backbone = 'ab'): FeatureRecord {
  return {
    ...{ format: 2, rowShape, backbone, classes: ['Female'] },
    preprocessing: { mode: 'rescale', height: 2, width: 2, resampling: 'box', exif: 'apply' },
    images: values.map((value, row) => ({
      ...{ file: `${row}.jpg`, label: 0, sha256: `picture ${value}` },
      crc32: rowChecksum(rowOf(value)),
    })),
  };
}

/** Writes a store whose row of `picture 5` is (5, 5.5). */
async function writeRows(
  name: string,
  values: readonly number[],
  backbone?: string,
): Promise<string> {
  const path = inFolder(name);
  await writeStore(path, {
    record: recordOf(values, backbone),
    read: (start, end) => {
      const data = Float32Array.from(
        values.slice(start, end).flatMap((value) => [...rowOf(value)]),
      );
      return Promise.resolve(tensor('float32', [end - start, 2], data));
    },
  });
  await installStore(path);
  return path;
}

const none: RowSource = {
  has: () => Promise.resolve(false),
  checksum: () => undefined,
  read: () => Promise.reject(new Error('there is none')),
};
const provenance = provenanceOf(recordOf([]));

/** Changes a byte of the last row. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
}

describe('KnownRows', () => {
  it('finds rows by their picture in any store, in any order, and again', async () => {
    const paths = [await writeRows('a.npy', [1, 2]), await writeRows('b.npy', [3, 1])];
    await using known = await KnownRows.find(none, paths, provenance);
    const pictures = ['picture 3', 'picture 1', 'picture 2', 'picture 3'];
    const { data, shape } = await known.gather(pictures, rowShape);
    expect(shape).toEqual([4, 2]);
    expect([...data]).toEqual([3, 3.5, 1, 1.5, 2, 2.5, 3, 3.5]);
    expect(await known.checksum('picture 2')).toBe(rowChecksum(rowOf(2)));
  });

  it('has no row that no store has, and says whose it is when it is wanted all the same', async () => {
    await using known = await KnownRows.find(none, [await writeRows('a.npy', [1])], provenance);
    expect([await known.has('picture 1'), await known.has('picture 9')]).toEqual([true, false]);
    await expect(known.gather(['picture 9'], rowShape)).rejects.toThrow('picture 9');
    await expect(known.checksum('picture 9')).rejects.toThrow('picture 9');
  });

  it('passes over stores that were made in another way, are absent or have no record', async () => {
    const bare = await writeRows('bare.npy', [3]);
    rmSync(recordPath(bare));
    const paths = [await writeRows('other.npy', [1], 'cd'), inFolder('absent.npy'), bare];
    await using known = await KnownRows.find(none, paths, provenance);
    for (const value of [1, 3]) expect(await known.has(`picture ${value}`)).toBe(false);
  });

  it('does not have a row that is not as it was computed, but the same of another store', async () => {
    const [a, b] = [await writeRows('a.npy', [1, 2]), await writeRows('b.npy', [2])];
    damage(a);
    await using alone = await KnownRows.find(none, [a], provenance);
    expect([await alone.has('picture 1'), await alone.has('picture 2')]).toEqual([true, false]);
    await using both = await KnownRows.find(none, [a, b], provenance);
    expect([...(await both.gather(['picture 2'], rowShape)).data]).toEqual([2, 2.5]);
  });

  it('has no row of a store that is cut short', async () => {
    const path = await writeRows('a.npy', [1, 2]);
    truncateSync(path, 40);
    await using known = await KnownRows.find(none, [path], provenance);
    expect(await known.has('picture 1')).toBe(false);
  });

  it('takes the rows of the run itself before those of stores', async () => {
    const own: RowSource = {
      has: (picture) => Promise.resolve(picture === 'picture 1'),
      checksum: () => 7,
      read: () => Promise.resolve(Float32Array.of(9, 9)),
    };
    await using known = await KnownRows.find(own, [await writeRows('a.npy', [1, 2])], provenance);
    const { data } = await known.gather(['picture 1', 'picture 2'], rowShape);
    expect([...data]).toEqual([9, 9, 2, 2.5]);
    expect(await known.checksum('picture 1')).toBe(7);
  });
});
