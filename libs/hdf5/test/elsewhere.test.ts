import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHdf5, type Hdf5File } from '../src/index.js';
import { fixture, temporaryFolder } from './files.js';

const folder = temporaryFolder();

/** A file that leads to others, beside them: datasets of ones, of twos and of threes at the same place. */
async function openElsewhere(): Promise<Hdf5File> {
  const names = ['elsewhere.h5', 'elsewhere_other.h5', 'elsewhere.bin'];
  for (const name of names) await cp(fixture(name), join(folder(), name));
  return openHdf5(join(folder(), 'elsewhere.h5'));
}

describe('a file that leads to others', () => {
  it.each(['layer/kernel', 'soft/kernel', 'layer/beside'])(
    'is read where it does not: %s',
    async (path) => {
      using file = await openElsewhere();
      expect(file.root.dataset(path)?.read().data).toEqual(new Float32Array(8).fill(1));
    },
  );

  it.each([
    ['group', 'elsewhere_other.h5'],
    ['group/kernel', 'elsewhere_other.h5'],
    ['kernel', 'elsewhere_other.h5'],
    ['layer/through', 'elsewhere_other.h5'],
    ['missing', 'nothing.h5'],
    ['raw', 'another file'],
    ['virtual', 'another file'],
  ])('is refused where it does: %s', async (path, other) => {
    using file = await openElsewhere();
    const read = (): unknown => file.root.get(path);
    expect(read).toThrow(expect.objectContaining({ code: 'HDF5_UNSUPPORTED' }));
    expect(read).toThrow(`/${path} lies in ${other}`);
  });

  it('opens none of them: a pipe without a writer would wait for ever', async () => {
    using file = await openElsewhere();
    await writeFile(join(folder(), 'elsewhere_other.h5'), 'no HDF5 file');
    expect(() => file.root.get('group')).toThrow('elsewhere_other.h5');
  });

  it('has nothing where a link leads nowhere, and is damaged where links go round', async () => {
    using file = await openElsewhere();
    expect(file.root.get('dangling')).toBeUndefined();
    expect(() => file.root.get('loop')).toThrow(expect.objectContaining({ code: 'HDF5_FORMAT' }));
  });
});
