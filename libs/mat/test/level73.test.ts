import type { Hdf5GroupWriter } from '@gender/hdf5';
import { tensor, type Tensor } from '@gender/tensor';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MatError, openMat, readMat, type MatInfo, type MatValue } from '../src/index.js';

/*
 * Version 7.3 is HDF5 with attributes that say what an object is in MATLAB; the axes of a dataset are
 * MATLAB's in reverse. These files have the attributes that MATLAB writes, put together by hand.
 */

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender mat '));
});
afterAll(() => rm(folder, { recursive: true }));

type Write = (root: Hdf5GroupWriter) => void;

async function fileOf(write: Write): Promise<string> {
  const { writeHdf5 } = await import('@gender/hdf5');
  const path = join(folder, 'made.mat');
  await writeHdf5(path, write);
  return path;
}

async function readX(write: Write): Promise<MatValue | undefined> {
  return (await readMat(await fileOf(write))).get('x');
}

async function listX(write: Write): Promise<MatInfo | undefined> {
  await using file = await openMat(await fileOf(write));
  return (await file.list()).find(({ name }) => name === 'x');
}

async function expectRefusal(write: Write, code: string, words: string): Promise<void> {
  const error: unknown = await readX(write).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(MatError);
  expect(error).toMatchObject({ code, message: expect.stringContaining(words) as string });
}

const float64 = (shape: number[], ...values: number[]): Tensor =>
  tensor('float64', shape, Float64Array.from(values));
const uint64 = (...values: number[]): Tensor =>
  tensor('uint64', [values.length], BigUint64Array.from(values.map(BigInt)));
const int32 = (value: number): Tensor => tensor('int32', [], Int32Array.of(value));

describe('numbers of other programs', () => {
  it.each<[string, Tensor, object]>([
    ['double', float64([1, 2], 1, 2), { shape: [2, 1], data: Float64Array.of(1, 2) }],
    [
      'single',
      tensor('float32', [2, 1], Float32Array.of(1, 2)),
      { shape: [1, 2], data: Float32Array.of(1, 2) },
    ],
    ['int8', tensor('int8', [1, 1], Int8Array.of(-3)), { shape: [1, 1], data: Int8Array.of(-3) }],
    [
      'uint16',
      tensor('uint16', [3], Uint16Array.of(7, 8, 65535)),
      { shape: [3, 1], data: Uint16Array.of(7, 8, 65535) },
    ],
    [
      'int64',
      tensor('int64', [1, 1], BigInt64Array.of(-(2n ** 63n))),
      { shape: [1, 1], data: BigInt64Array.of(-(2n ** 63n)) },
    ],
    ['double', float64([], 5), { shape: [1, 1], data: Float64Array.of(5) }],
  ])('are of class %s by their type', async (name, stored, expected) => {
    const write: Write = (root) => root.dataset('x', stored);
    expect(await readX(write)).toEqual({ kind: 'numeric', class: name, ...expected });
    expect(await listX(write)).toMatchObject({ class: name, complex: false, sparse: false });
  });

  it('lie with their first axis last, in either order', async () => {
    // MATLAB's [1 2 3; 4 5 6]: two rows, column by column.
    const path = await fileOf((root) => root.dataset('x', float64([3, 2], 1, 4, 2, 5, 3, 6)));
    expect((await readMat(path)).get('x')).toMatchObject({
      shape: [2, 3],
      data: Float64Array.of(1, 4, 2, 5, 3, 6),
    });
    expect((await readMat(path, { order: 'row-major' })).get('x')).toMatchObject({
      shape: [2, 3],
      order: 'row-major',
      data: Float64Array.of(1, 2, 3, 4, 5, 6),
    });
  });
});

describe('structs', () => {
  it('have their fields in the order of MATLAB_fields, then those it does not name', async () => {
    const fields: Write = (root) => {
      root.group('x').setAttribute('MATLAB_class', 'struct');
      root.group('x').setAttribute('MATLAB_fields', ['second', 'first', 'gone']);
      for (const name of ['first', 'second', 'third'])
        root.dataset(`x/${name}`, float64([1, 1], 1));
    };
    const x = await readX(fields);
    expect(x).toMatchObject({ kind: 'struct', shape: [1, 1] });
    expect(x?.kind === 'struct' && [...x.fields.keys()]).toEqual(['second', 'first', 'third']);
  });

  it('are objects where they have another class, with what they stored', async () => {
    const write: Write = (root) => {
      root.group('x').setAttribute('MATLAB_class', 'network');
      root.dataset('x/size', float64([1, 1], 4));
    };
    expect(await readX(write)).toMatchObject({ kind: 'struct', className: 'network' });
    expect(await listX(write)).toMatchObject({ class: 'object', className: 'network' });
  });
});

describe('what has no elements', () => {
  it('is an array of HDF5 with an axis of length 0', async () => {
    const write: Write = (root) => root.dataset('x', float64([0, 3]));
    const shape = [3, 0];
    const data = new Float64Array(0);
    expect(await readX(write)).toEqual({ kind: 'numeric', class: 'double', shape, data });
    expect(await listX(write)).toMatchObject({ shape, bytes: 0 });
  });
});

describe('sparse matrices', () => {
  /** `[0 5; 6 0; 0 7]` but for what is changed. */
  const sparse =
    ({
      rows = int32(3),
      ir = uint64(1, 0, 2),
      jc = uint64(0, 1, 3),
      data = float64([3], 6, 5, 7),
    } = {}) =>
    (root: Hdf5GroupWriter): void => {
      const group = root.group('x');
      group.setAttribute('MATLAB_class', 'double');
      group.setAttribute('MATLAB_sparse', rows);
      group.dataset('ir', ir);
      group.dataset('jc', jc);
      group.dataset('data', data);
    };

  it('are rows, starts of columns and elements', async () => {
    expect(await readX(sparse())).toEqual({
      ...{ kind: 'sparse', class: 'double', shape: [3, 2] },
      rows: Int32Array.of(1, 0, 2),
      columnStarts: Int32Array.of(0, 1, 3),
      data: Float64Array.of(6, 5, 7),
    });
    // Three elements and three rows of 8 bytes, and three column starts.
    expect(await listX(sparse())).toMatchObject({ shape: [3, 2], sparse: true, bytes: 72 });
  });

  it('without elements have starts of columns alone', async () => {
    const write: Write = (root) => {
      root.group('x').setAttribute('MATLAB_sparse', int32(2));
      root.group('x').dataset('jc', uint64(0, 0, 0, 0));
    };
    expect(await readX(write)).toMatchObject({ shape: [2, 3], data: new Float64Array(0) });
  });

  it.each<[string, Parameters<typeof sparse>[0], string]>([
    ['a row behind the last', { ir: uint64(1, 0, 3) }, 'an element in row 4 of 3'],
    ['a row beyond 32 bits', { ir: uint64(1, 0, 2 ** 32) }, 'has 4294967296 among the rows'],
    ['half a row', { ir: float64([3], 1, 0.5, 2) }, 'has 0.5 among the rows'],
    ['a start beyond 32 bits', { jc: uint64(0, 1, 2 ** 32 + 3) }, 'among the column starts'],
    ['more elements than there are', { jc: uint64(0, 1, 4) }, 'claims 4 elements, but stores 3'],
    ['a column that ends before it starts', { jc: uint64(0, 4, 3) }, 'ends before it starts'],
    ['a first column that starts late', { jc: uint64(1, 1, 3) }, 'does not start at 0'],
    ['no starts', { jc: uint64() }, 'has 0 column starts for 0 columns'],
    ['fewer rows than none', { rows: int32(-1) }, 'whose number of rows is none'],
    ['half a number of rows', { rows: float64([], 2.5) }, 'whose number of rows is none'],
    ['several numbers of rows', { rows: float64([2], 3, 3) }, 'whose number of rows is none'],
  ])('are refused for %s', async (_, change, words) => {
    await expectRefusal(sparse(change), 'MAT_FORMAT', words);
  });
});

describe('opaque objects', () => {
  it.each<[string, number, object]>([
    ['a function', 1, { class: 'function_handle', className: 'function_handle' }],
    ['an object of a newer class', 3, { class: 'opaque', className: 'string' }],
  ])('are named and not read: %s', async (_, decode, expected) => {
    const write: Write = (root) => {
      root.group('x').setAttribute('MATLAB_class', 'string');
      root.group('x').setAttribute('MATLAB_object_decode', int32(decode));
      root.dataset('x/content', float64([1, 1], 1));
    };
    expect(await readX(write)).toEqual({ kind: 'opaque', shape: [1, 1], ...expected });
    expect(await listX(write)).toMatchObject(expected);
  });

  it('are not what cells and objects point to, nor another file beside them', async () => {
    const path = await fileOf((root) => {
      root.dataset('#refs#/a', float64([1, 1], 1));
      root.group('#subsystem#');
      root.dataset('x', float64([1, 1], 2));
    });
    expect([...(await readMat(path)).keys()]).toEqual(['x']);
    await using file = await openMat(path);
    expect((await file.list()).map(({ name }) => name)).toEqual(['x']);
    await expect(file.read('y')).rejects.toMatchObject({
      code: 'MAT_PATH',
      message: expect.stringContaining('has no variable "y"; its variables are x') as string,
    });
  });
});
