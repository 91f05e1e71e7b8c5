import { memorySource, type ByteSource } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { fixture, fixturePath } from '../test/fixtures.js';
import { MatError } from './mat-error.js';
import type { MatFile } from './mat-file.js';
import type { MatValue } from './mat-value.js';
import { openMat } from './open-mat.js';

const versions = ['kinds_v6.mat', 'kinds_v7.mat', 'kinds_big_endian.mat', 'kinds_v73.mat'];

async function read(name: string, path: string): Promise<MatValue> {
  await using file = await openMat(fixturePath(name));
  return await file.read(path);
}

/** A source that tells how far it was read. */
function watched(bytes: Uint8Array): ByteSource & { readonly furthest: number } {
  const source = memorySource(bytes, 'net.mat');
  let furthest = 0;
  return {
    name: source.name,
    byteLength: source.byteLength,
    slice: (start, end) => {
      furthest = Math.max(furthest, end);
      return source.slice(start, end);
    },
    get furthest() {
      return furthest;
    },
  };
}

describe('MatFile.list', () => {
  it.each(versions)('lists %s as MATLAB does', async (name) => {
    await using file = await openMat(fixturePath(name));
    const list = new Map((await file.list()).map((info) => [info.name, info]));
    const real = { complex: false, sparse: false };
    expect(list.get('of_int16')).toMatchObject({
      shape: [2, 3],
      class: 'int16',
      bytes: 12,
      ...real,
    });
    expect(list.get('cube')).toMatchObject({ shape: [2, 3, 4], class: 'single', bytes: 96 });
    expect(list.get('complex_double')).toMatchObject({ complex: true, bytes: 32 });
    expect(list.get('flags')).toMatchObject({ class: 'logical', bytes: 3 });
    expect(list.get('rows')).toMatchObject({ shape: [2, 3], class: 'char', bytes: 12 });
    expect(list.get('empty')).toMatchObject({ shape: [0, 5], class: 'double', bytes: 0 });
    expect(list.get('people')).toMatchObject({ shape: [1, 2], class: 'struct' });
    // Four elements of 8 bytes, and as many row numbers; six column starts.
    const sparse = { shape: [4, 5], class: 'double', sparse: true };
    expect(list.get('sparse_double')).toMatchObject({ ...sparse, bytes: 112 });
    expect(list.get('sparse_complex')).toMatchObject({ ...sparse, complex: true, bytes: 144 });
    expect(list.get('sparse_logical')).toMatchObject({ class: 'logical', sparse: true });
  });

  it('names objects and function handles, and leaves out what they refer to', async () => {
    await using file = await openMat(fixturePath('kinds_v73.mat'));
    const list = await file.list();
    expect(list.find(({ name }) => name === 'a_string')).toMatchObject({
      class: 'opaque',
      className: 'string',
    });
    expect(list.find(({ name }) => name === 'a_handle')).toMatchObject({
      class: 'function_handle',
    });
    expect(list.filter(({ name }) => name.startsWith('#'))).toEqual([]);
  });

  it('reads the size of a sparse matrix of level 4 without its elements', async () => {
    await using file = await openMat(fixturePath('kinds_v4_big_endian.mat'));
    const list = await file.list();
    const sparse = { name: 'sparse_complex', shape: [4, 5], class: 'double' };
    expect(list.at(-1)).toEqual({ ...sparse, complex: true, sparse: true, bytes: 144 });
  });
});

describe('MatFile.read', () => {
  it.each(versions)('reads one array of %s by its path', async (name) => {
    const bo = { kind: 'char', rows: ['Bo'] };
    expect(await read(name, 'people(2).name')).toMatchObject(bo);
    expect(await read(name, 'people(1,2).name')).toMatchObject(bo);
    expect(await read(name, 'nested.a.b.c')).toMatchObject({ data: Float64Array.of(7) });
    expect(await read(name, 'nested(1).a(1).b.c')).toMatchObject({ data: Float64Array.of(7) });
    expect(await read(name, 'cell{2}')).toMatchObject({ kind: 'char', rows: ['text'] });
    expect(await read(name, 'cell{1,2}{1}')).toMatchObject({ kind: 'char', rows: ['deep'] });
    expect(await read(name, ' cell {2, 2}')).toMatchObject({ class: 'int8', shape: [0, 3] });
    expect(await read(name, 'cube')).toMatchObject({ class: 'single', shape: [2, 3, 4] });
  });

  it.each(versions)('reads one struct of an array of %s, with all that is in it', async (name) => {
    expect(await read(name, 'people(2)')).toMatchObject({
      kind: 'struct',
      shape: [1, 1],
      fields: new Map([
        ['name', [{ rows: ['Bo'] }]],
        ['ages', [{ shape: [0, 0] }]],
      ]),
    });
    const inner = await read(name, 'nested.a');
    expect(inner).toMatchObject({ fields: new Map([['b', [{ kind: 'struct' }]]]) });
  });

  it.each([
    ['nothing', 'no variable "nothing"; its variables are of_double, '],
    ['nested.a.x', 'nested.a has no field "x"; its fields are b'],
    ['people.name', 'has 2 structs; say which: people(1)'],
    ['people(3).name', 'people of shape 1 × 2 has no element 3'],
    ['people(2){1}', 'a field must follow'],
    ['cell{5}', 'cell of shape 2 × 2 has no element 5'],
    ['cell{3,1}', 'cell of shape 2 × 2 has no element 3,1'],
    ['cell.x', 'cell is of class cell and has no fields'],
    ['cube{1}', 'cube is of class single and has no cells'],
    ['cube(1)', 'cube is of class single and has no structs'],
    ['net..layers', 'is no path'],
    ['', 'is no path'],
  ])('says why there is no "%s"', async (path, words) => {
    const error = await read('kinds_v7.mat', path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(MatError);
    expect(error).toMatchObject({
      code: 'MAT_PATH',
      message: expect.stringContaining(words) as unknown,
    });
  });

  it('reads no further than the array, and verifies the rest only where it is told to', async () => {
    const bytes = Uint8Array.from(fixture('oxford_net_v7.mat'));
    bytes[bytes.length - 1]! ^= 1;
    const source = watched(bytes);
    await using file = await openMat(source);
    const path = 'net.layers{1}.name';
    expect(await file.read(path)).toMatchObject({ rows: ['conv1_1'] });
    expect(source.furthest).toBeLessThan(bytes.length);
    await expect(file.read(path, { verify: true })).rejects.toMatchObject({
      code: 'MAT_FORMAT',
      message: expect.stringContaining('incorrect data check') as unknown,
    });
  });
});

describe('MatFile.variables', () => {
  const names = async (file: MatFile, count: number): Promise<string[]> => {
    const found: string[] = [];
    for await (const [name] of file) if (found.push(name) === count) break;
    return found;
  };

  it.each(['kinds_v4.mat', ...versions])('goes through %s as often as one likes', async (name) => {
    await using file = await openMat(fixturePath(name));
    const all = (await file.list()).map((info) => info.name);
    expect(await names(file, Infinity)).toEqual(all);
    expect(await names(file, 3)).toEqual(all.slice(0, 3));
  });

  it.each(versions)(
    'ends where it is told to, and says what it did not read (%s)',
    async (name) => {
      await using file = await openMat(fixturePath(name));
      const read = new Map<string, MatValue>();
      const until = ({ path }: { path: string }): boolean => path === 'people(1).ages';
      for await (const [key, value] of file.variables({ until })) read.set(key, value);
      const unread = { kind: 'skipped', class: undefined, shape: [] };
      expect([...read].at(-1)?.[1]).toMatchObject({
        kind: 'struct',
        fields: new Map([
          ['name', [{ rows: ['Ann'] }, unread]],
          ['ages', [{ class: 'double', shape: [1, 2] }, unread]],
        ]),
      });
    },
  );

  it.each(['kinds_v4.mat', ...versions])(
    'brings arrays of %s into row-major order',
    async (name) => {
      await using file = await openMat(fixturePath(name));
      const numbers = await file.read('of_double', { order: 'row-major' });
      const plain = await file.read('of_double');
      if (numbers.kind !== 'numeric' || plain.kind !== 'numeric') throw new TypeError('no numbers');
      expect(numbers.order).toBe('row-major');
      const [a, d, b, e, c, f] = plain.data;
      expect([...numbers.data]).toEqual([a, b, c, d, e, f]);
      expect(await file.read('complex_double', { order: 'row-major' })).not.toHaveProperty('order');
    },
  );

  it('brings every element of a cube to its place, whatever its class and storage', async () => {
    for (const name of versions) {
      await using file = await openMat(fixturePath(name));
      // In MATLAB's order the elements are those of arange(24).reshape(2, 3, 4) in NumPy.
      const cube = await file.read('cube', { order: 'row-major' });
      expect(cube).toMatchObject({ data: Float32Array.from({ length: 24 }, (_, index) => index) });
    }
  });
});
