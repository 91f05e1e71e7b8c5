import { readFileSync } from 'node:fs';
import { memorySource, type ByteSource } from '@gender/core';
import {
  encodeNpy,
  encodeNpyHeader,
  readNpy,
  readNpyHeader,
  readNpyRows,
  readNpyRowsInto,
  zeros,
} from '../src/index.js';
import { describe, expect, it } from 'vitest';

interface Expected {
  arrays: Record<string, { dtype: string; shape: number[]; values: (string | number)[] }>;
  headers: Record<string, string>;
}

const folder = new URL('fixtures/', import.meta.url);
const bytes = (name: string): Uint8Array => readFileSync(new URL(name, folder));
const source = (name: string): ByteSource => memorySource(bytes(`${name}.npy`), `${name}.npy`);
const { arrays, headers } = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
) as Expected;

describe('files written by NumPy', () => {
  it.each(Object.entries(arrays))('reads %s', async (name, { dtype, shape, values }) => {
    const read = await readNpy(source(name));
    expect(read.dtype).toBe(dtype);
    expect(read.shape).toEqual(shape);
    const found = Array.from<number | bigint>(read.data);
    expect(found).toEqual(
      values.map((value) =>
        typeof value === 'number' ? value : dtype.endsWith('64') ? BigInt(value) : Number(value),
      ),
    );
  });

  it.each(Object.keys(arrays).filter((name) => name.startsWith('c_')))(
    'writes %s byte for byte',
    async (name) => {
      const written = encodeNpy(await readNpy(source(name)));
      expect(Buffer.from(written)).toEqual(Buffer.from(bytes(`${name}.npy`)));
    },
  );

  it.each(Object.entries(headers))('writes the same header for shape %s', (shape, header) => {
    const written = encodeNpyHeader('float32', JSON.parse(shape) as number[]);
    expect(Buffer.from(written).toString('hex')).toBe(header);
  });

  it.each([
    ['complex', '<c8'],
    ['text', '<U2'],
  ])('refuses %s elements by name', async (name, descriptor) => {
    await expect(readNpyHeader(source(name))).rejects.toMatchObject({
      code: 'NPY_FORMAT',
      message: expect.stringContaining(
        `${name}.npy holds elements of type ${descriptor}`,
      ) as string,
    });
  });

  it.each(['float16', 'float16_big_endian', 'big_endian_float64', 'big_endian_int64', 'python_2'])(
    'reads rows of %s, alone and into memory that is there',
    async (name) => {
      const file = source(name);
      const header = await readNpyHeader(file);
      const whole = await readNpy(file);
      const rows = await readNpyRows(file, header, 1, 2);
      const [from, to] = [rows.data.length, 2 * rows.data.length];
      expect(rows).toEqual({
        ...whole,
        shape: [1, whole.shape[1]],
        data: whole.data.slice(from, to),
      });
      const target = zeros(whole.dtype, rows.data.length);
      await readNpyRowsInto(file, header, 1, 2, target);
      expect(target).toEqual(rows.data);
    },
  );

  it('reads rows as they are in the whole', async () => {
    const file = source('c_float32');
    const whole = await readNpy(file);
    const rows = await readNpyRows(file, await readNpyHeader(file), 1, 3);
    expect(rows.shape).toEqual([2, 4]);
    expect(rows.data).toEqual(whole.data.slice(4));
  });

  it('reads rows into memory that is there', async () => {
    const file = source('c_float32');
    const header = await readNpyHeader(file);
    const whole = await readNpy(file);
    const target = new Float32Array(12);
    await readNpyRowsInto(file, header, 1, 3, target.subarray(2, 10));
    expect([...target]).toEqual([0, 0, ...whole.data.slice(4), 0, 0]);
    await expect(readNpyRowsInto(file, header, 1, 3, target)).rejects.toThrow('32 bytes');
  });

  it.each([
    ['fortran', 'is in Fortran order'],
    ['scalar', 'holds a single number'],
  ])('does not read rows of the file named %s', async (name, why) => {
    const file = source(name);
    const header = await readNpyHeader(file);
    await expect(readNpyRows(file, header, 0, 1)).rejects.toThrow(`${name}.npy ${why}`);
  });

  it.each([
    [-1, 2],
    [2, 1],
    [0, 4],
    [0.5, 1],
    [NaN, 1],
  ])('does not read rows %d to %d of three', async (start, end) => {
    const file = source('c_float32');
    const header = await readNpyHeader(file);
    await expect(readNpyRows(file, header, start, end)).rejects.toThrow(RangeError);
  });
});
