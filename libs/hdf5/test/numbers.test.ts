import { describe, expect, it } from 'vitest';
import { Hdf5Compound, openHdf5 } from '../src/index.js';
import { fixture } from './files.js';

const values = [-1.5, 0.25, 3, 96];

describe('numbers', () => {
  it.each([
    'bfloat16_little',
    'bfloat16_big',
    'bfloat16_named',
    'half',
    'single',
    'single_named',
    'double',
  ])('are read as they were written: %s', async (name) => {
    using file = await openHdf5(fixture('numbers.h5'));
    expect([...file.root.dataset(name)!.read().data]).toEqual(values);
  });

  it.each(['bias', 'exponent', 'offset', 'precision'])(
    'are refused where their bits lie elsewhere than in IEEE 754 and whole integers: %s',
    async (name) => {
      using file = await openHdf5(fixture('numbers.h5'));
      expect(() => file.root.dataset(name)).toThrow(
        expect.objectContaining({
          code: 'HDF5_UNSUPPORTED',
          message: expect.stringContaining(`dataset /${name} has`) as string,
        }),
      );
    },
  );

  it('of compounds are no numbers of ours where a member is none', async () => {
    using file = await openHdf5(fixture('numbers.h5'));
    const [pairs, brain] = ['pairs', 'bfloat16_pairs'].map((name) => file.root.get(name));
    if (!(pairs instanceof Hdf5Compound && brain instanceof Hdf5Compound)) throw new TypeError();
    expect([...pairs.member('a name')!.read().data]).toEqual([1.5]);
    expect([...pairs.member('b')!.read().data]).toEqual([3]);
    expect(brain.member('real')).toBeUndefined();
  });
});
