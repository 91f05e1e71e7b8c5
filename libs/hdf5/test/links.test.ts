import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Hdf5Compound, Hdf5Error, Hdf5Group, Hdf5References, openHdf5 } from '../src/index.js';
import { fixture, temporaryFolder } from './files.js';

describe('reading references', () => {
  it('names what they point to, nothing for a null reference', async () => {
    using file = await openHdf5(fixture('links.h5'));
    const references = file.root.get('references');
    expect(references).toBeInstanceOf(Hdf5References);
    expect(references).toMatchObject({ path: '/references', shape: [2, 2] });
    expect(references instanceof Hdf5References && references.read()).toEqual([
      '/#refs#/c',
      '/#refs#/inner',
      '/#refs#/a',
      undefined,
    ]);
    expect(references?.attribute('MATLAB_class')).toBe('cell');
  });

  it('reads them from compressed chunks, and what they point to by its path', async () => {
    using file = await openHdf5(fixture('links.h5'));
    const packed = file.root.get('packed');
    const paths = packed instanceof Hdf5References ? packed.read() : [];
    expect(paths).toEqual(new Array<string>(1000).fill('/#refs#/b'));
    expect(file.root.dataset(paths[0] ?? '')?.read().data).toEqual(Float64Array.of(1));
    expect(file.root.get('/#refs#/inner')).toBeInstanceOf(Hdf5Group);
    expect(file.root.get('nothing')).toBeUndefined();
  });
});

describe('reading compounds', () => {
  it.each(['little', 'big'])('takes one number of every element (%s endian)', async (order) => {
    using file = await openHdf5(fixture('links.h5'));
    const complex = file.root.get(`complex_${order}`);
    if (!(complex instanceof Hdf5Compound)) throw new TypeError('complex numbers are compounds');
    expect(complex.memberNames()).toEqual(['real', 'imag']);
    const real = { dtype: 'float64', shape: [2, 2], data: Float64Array.of(1, 3.5, 5, -7) };
    expect(complex.member('real')?.read()).toEqual(real);
    expect(complex.member('imag')?.readRows(1, 2).data).toEqual(Float64Array.of(6, 8));
    expect(complex.member('none')).toBeUndefined();
  });
});

describe('reading arrays of characters', () => {
  it('gives the texts that MATLAB keeps as names of fields', async () => {
    using file = await openHdf5(fixture('links.h5'));
    expect(file.root.get('#refs#/inner')?.attribute('MATLAB_fields')).toEqual(['first', 'b']);
  });
});

describe('a damaged heap', () => {
  const folder = temporaryFolder();

  it('is refused where HDF5 would go round in it for ever', async () => {
    const bytes = await readFile(fixture('links.h5'));
    // Behind the heading of the heap, the number of its first entry, and its size: free space of no size.
    const entry = bytes.indexOf('GCOL') + 16;
    bytes.fill(0, entry, entry + 2).fill(0, entry + 8, entry + 16);
    const path = join(folder(), 'heap.h5');
    await writeFile(path, bytes);
    using file = await openHdf5(path);
    const inner = file.root.get('#refs#/inner');
    expect(() => inner?.attribute('MATLAB_fields')).toThrow(
      /heap of the attributes of \/#refs#\/inner/,
    );
    expect(() => inner?.attribute('MATLAB_fields')).toThrow(Hdf5Error);
  });
});
