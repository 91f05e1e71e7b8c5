import { tensor } from '@gender/tensor';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Hdf5Error, openHdf5, writeHdf5 } from '../src/index.js';
import { temporaryFolder } from './files.js';

const folder = temporaryFolder();
const made = (): string => join(folder(), 'made.h5');
const column = (...values: number[]): ReturnType<typeof tensor> =>
  tensor('float32', [values.length], Float32Array.from(values));

describe('groups', () => {
  it('are made on the way to a dataset, and found by any path to it', async () => {
    await writeHdf5(made(), (root) => {
      root.dataset('a/b/c', column(1, 2));
      root.group('a').dataset('d', column(3));
      root.group('a/b').group('e');
    });
    using file = await openHdf5(made());
    expect(file.root.names()).toEqual(['a']);
    expect(file.root.group('a')?.names().sort()).toEqual(['b', 'd']);
    const b = file.root.group('a')?.group('b');
    expect(b?.names().sort()).toEqual(['c', 'e']);
    for (const found of [b?.dataset('c'), file.root.dataset('a/b/c'), b?.dataset('/a/b/c')]) {
      expect(found?.read()).toEqual(column(1, 2));
    }
    expect(file.root.group('a/b/e')?.names()).toEqual([]);
  });

  it('are no datasets, nor datasets groups', async () => {
    await writeHdf5(made(), (root) => {
      root.dataset('numbers', column(1));
      root.group('folder');
    });
    using file = await openHdf5(made());
    expect([file.root.group('numbers'), file.root.dataset('folder')]).toEqual([
      undefined,
      undefined,
    ]);
    expect([file.root.get('numbers')?.kind, file.root.get('folder')?.kind]).toEqual([
      'dataset',
      'group',
    ]);
    expect(file.root.get('neither')).toBeUndefined();
  });

  it.each(['', '.', 'a//b', 'a/', 'a/./b', 'x\0y'])('have no path %j', async (name) => {
    const writing = writeHdf5(made(), (root) => root.dataset(name, column(1)));
    await expect(writing).rejects.toThrow(Hdf5Error);
    await expect(writing).rejects.toMatchObject({ code: 'HDF5_VALUE' });
  });
});

describe('numbers at the edges of their types', () => {
  it('come back to the bit', async () => {
    const edges = {
      float32: tensor('float32', [5], Float32Array.of(-0, NaN, Infinity, 1.4e-45, -3.4028235e38)),
      float64: tensor('float64', [4], Float64Array.of(-0, 5e-324, -Infinity, Number.MAX_VALUE)),
      int8: tensor('int8', [2], Int8Array.of(-128, 127)),
      uint16: tensor('uint16', [2], Uint16Array.of(0, 65_535)),
      int32: tensor('int32', [2], Int32Array.of(-(2 ** 31), 2 ** 31 - 1)),
      int64: tensor('int64', [2], BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)),
    };
    await writeHdf5(made(), (root) => {
      for (const [name, values] of Object.entries(edges)) root.dataset(name, values);
    });
    using file = await openHdf5(made());
    for (const [name, values] of Object.entries(edges)) {
      expect(file.root.dataset(name)?.read()).toEqual(values);
    }
  });
});

describe('rows', () => {
  it('that a dataset does not have are a RangeError that names it', async () => {
    await writeHdf5(made(), (root) =>
      root.dataset('m', tensor('float32', [3, 2], new Float32Array(6))),
    );
    using file = await openHdf5(made());
    const dataset = file.root.dataset('m')!;
    for (const [start, end] of [
      [-1, 1],
      [2, 1],
      [0, 4],
    ] as const) {
      expect(() => dataset.readRows(start, end)).toThrow(RangeError);
      expect(() => dataset.readRows(start, end)).toThrow(
        `/m of shape (3, 2) has no rows ${start} to ${end}`,
      );
    }
    expect(dataset.readRows(3, 3).shape).toEqual([0, 2]);
  });
});
