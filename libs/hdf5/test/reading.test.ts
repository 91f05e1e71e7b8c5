import { FileError } from '@gender/core/node';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Hdf5Error, openHdf5, type AttributeValue } from '../src/index.js';
import { fixture, temporaryFolder } from './files.js';

const folder = temporaryFolder();

describe('reading numbers', () => {
  const floats = [-3, -1.5, 0, 1.5, 3, 4.5];
  const expected = {
    float16: floats,
    float32: floats,
    float64: floats,
    int8: [-3, -1, 0, 1, 3, 4],
    uint8: [0, 1, 3, 4, 6, 7],
    int16: [-3, -1, 0, 1, 3, 4],
    uint16: [0, 1, 3, 4, 6, 7],
    int32: [-3, -1, 0, 1, 3, 4],
    uint32: [0, 1, 3, 4, 6, 7],
    int64: [-3n, -1n, 0n, 1n, 3n, 4n],
    uint64: [0n, 1n, 3n, 4n, 6n, 7n],
  };

  it.each(['little', 'big'])('reads every number type, %s endian', async (order) => {
    using file = await openHdf5(fixture('kinds.h5'));
    for (const [kind, values] of Object.entries(expected)) {
      const tensor = file.root.dataset(`${order}/${kind}`)?.read();
      expect(tensor?.dtype).toBe(kind === 'float16' ? 'float32' : kind);
      expect(tensor?.shape).toEqual([2, 3]);
      expect([...(tensor?.data ?? [])]).toEqual(values);
    }
  });

  it('reads booleans, scalars and empty arrays', async () => {
    using file = await openHdf5(fixture('kinds.h5'));
    expect(file.root.dataset('bool')?.read()).toMatchObject({ dtype: 'bool', shape: [3] });
    expect(file.root.dataset('scalar')?.read()).toEqual({
      dtype: 'float32',
      shape: [],
      data: Float32Array.of(2.5),
    });
    expect(file.root.dataset('empty')?.read()).toMatchObject({ shape: [0, 3] });
  });

  it('reads compressed chunks whole and by rows', async () => {
    using file = await openHdf5(fixture('kinds.h5'));
    const chunked = file.root.dataset('chunked')!;
    const ramp = Float32Array.from({ length: 7000 }, (_, index) => index);
    expect(chunked.read().data).toEqual(ramp);
    expect(chunked.readRows(63, 130)).toEqual({
      dtype: 'float32',
      shape: [67, 7],
      data: ramp.subarray(63 * 7, 130 * 7),
    });
    expect(() => chunked.readRows(999, 1001)).toThrow(RangeError);
  });

  it('refuses text and compounds by name', async () => {
    using file = await openHdf5(fixture('kinds.h5'));
    expect(() => file.root.dataset('text')).toThrow(/kinds\.h5: dataset \/text/);
    expect(() => file.root.dataset('compound')).toThrow(Hdf5Error);
    expect(() => file.root.attribute('compound')).toThrow(/attribute 'compound' of \//);
  });
});

describe('reading attributes', () => {
  it('reads every kind of string and number that h5py writes', async () => {
    const expected: unknown = JSON.parse(await readFile(fixture('string_attributes.json'), 'utf8'));
    using file = await openHdf5(fixture('keras2_15_string_attributes.h5'));
    const names = Object.keys(expected as object);
    const read = names.map((name) => [name, plain(file.root.attribute(name))]);
    expect(Object.fromEntries(read)).toEqual(expected);
  });

  it('tells how strings are stored', async () => {
    using file = await openHdf5(fixture('keras2_15_string_attributes.h5'));
    expect(file.root.stringType('fixed_utf8_nullpad')).toMatchObject({ charset: 'utf-8' });
    expect(file.root.stringType('vlen_ascii')).toEqual({ length: 'variable', charset: 'ascii' });
    expect(file.root.stringType('mean')).toBeUndefined();
    expect(file.root.stringType('none')).toBeUndefined();
  });

  it('says undefined for what is not there', async () => {
    using file = await openHdf5(fixture('kinds.h5'));
    expect(file.root.attribute('none')).toBeUndefined();
    expect(file.root.group('none')).toBeUndefined();
    expect(file.root.dataset('none/at/all')).toBeUndefined();
    expect(file.root.group('scalar')).toBeUndefined();
    expect(file.root.dataset('little')).toBeUndefined();
  });

  /** An attribute as JSON has it. */
  function plain(value: AttributeValue | undefined): unknown {
    if (value === null || typeof value !== 'object' || !('shape' in value)) return value;
    let nested: unknown[] = Array.from(value.data as Iterable<number | bigint>, Number);
    for (const length of value.shape.slice(1).toReversed()) {
      nested = Array.from({ length: nested.length / length }, (_, index) =>
        nested.slice(index * length, (index + 1) * length),
      );
    }
    return nested;
  }
});

describe('what is no HDF5 file', () => {
  it.each([
    ['empty', 0],
    ['shorter than the signature', 5],
    ['cut in its header', 1100],
    ['cut in its data', 20_000],
  ])('says so of a file that is %s', async (_, length) => {
    const path = join(folder(), 'bad.h5');
    await writeFile(path, (await readFile(fixture('kinds.h5'))).subarray(0, length));
    const error: unknown = await openHdf5(path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Hdf5Error);
    expect(error).toMatchObject({ code: 'HDF5_FORMAT' });
    expect((error as Error).message).toContain(path);
    expect((error as Error).message).not.toContain('\n');
  });

  it('says so of a file that does not exist', async () => {
    await expect(openHdf5(join(folder(), 'none.h5'))).rejects.toThrow(FileError);
  });

  it('refuses to read after closing', async () => {
    const file = await openHdf5(fixture('kinds.h5'));
    file.close();
    file.close();
    expect(() => file.root.names()).toThrow(/closed/);
  });
});
