import { createRandom } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { encodeMat, MatError, openMat, readMat, type MatInput } from '../src/index.js';
import { fixture, fixturePath } from './fixtures.js';

const failure = async (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(() => undefined).catch((error: unknown) => error);

async function readOne(name: string, path: string): Promise<unknown> {
  await using file = await openMat(fixturePath(name));
  return await failure(file.read(path));
}

describe('files of version 7.3 that were made to do harm', () => {
  it.each([
    ['circle', 'circle{1} leads to /circle, which was read already'],
    ['shared', 'shared{2} leads to /#refs#/inner, which was read already'],
    ['loop', 'loop.again leads to /loop/again, which was read already'],
    ['uneven', 'the fields of uneven differ in length'],
  ])('ends in a MatError that says where (%s)', async (path, words) => {
    const error = await readOne('hostile_v73.mat', path);
    expect(error).toBeInstanceOf(MatError);
    expect(error).toMatchObject({
      code: 'MAT_FORMAT',
      message: expect.stringContaining(words) as unknown,
    });
  });

  it('is listed all the same', async () => {
    await using file = await openMat(fixturePath('hostile_v73.mat'));
    expect((await file.list()).map(({ name }) => name)).toEqual([
      'circle',
      'loop',
      'shared',
      'uneven',
    ]);
  });
});

describe('files of level 4 that were made to do harm', () => {
  const level4 = (...words: number[]): Uint8Array =>
    Uint8Array.of(...new Uint8Array(Uint32Array.from([...words, 0x0078_0078]).buffer));

  it.each([
    [
      'a matrix longer than the file',
      level4(0, 1 << 30, 1, 0, 2),
      'MAT_TRUNCATED',
      'needs 8589934592',
    ],
    ['a matrix of a VAX', level4(2000, 1, 1, 0, 2), 'MAT_UNSUPPORTED', 'VAX'],
    ['a precision that does not exist', level4(70, 1, 1, 0, 2), 'MAT_FORMAT', 'no type 70'],
    ['a name without end', level4(0, 1, 1, 0, 1 << 20), 'MAT_FORMAT', 'a name of 1048576 bytes'],
    ['a sparse list of five columns', level4(52, 1, 5, 0, 2), 'MAT_TRUNCATED', 'needs 5 bytes'],
  ])('refuses %s', async (_, bytes, code, words) => {
    const message = expect.stringContaining(words) as unknown;
    expect(await failure(readMat(bytes))).toMatchObject({ code, message });
  });

  it('takes no memory for columns of which no byte is in the file', async () => {
    const bytes = Uint8Array.from(fixture('kinds_v4.mat'));
    const view = new DataView(bytes.buffer);
    // The list ends with the size: among the columns, the 4 rows of elements stand before it.
    const name = new TextDecoder('latin1').decode(bytes).indexOf('sparse_double');
    const list = name + 'sparse_double'.length + 1;
    expect(view.getFloat64(list + 9 * 8, true)).toBe(5);
    view.setFloat64(list + 9 * 8, 2 ** 31, true);
    expect(await failure(readMat(bytes))).toMatchObject({ code: 'MAT_LIMIT' });
  });
});

describe('sparse matrices that contradict themselves', () => {
  const sound = { kind: 'sparse', class: 'double', shape: [4, 2] } as const;
  const sparse = (rows: number[], starts: number[]): MatInput => ({
    ...sound,
    rows: Int32Array.from(rows),
    columnStarts: Int32Array.from(starts),
    data: new Float64Array(rows.length),
  });

  it.each([
    ['an element below the last row', sparse([4], [0, 1, 1]), 'in row 5 of 4'],
    ['a column that ends before it starts', sparse([1], [0, 2, 1]), 'ends before it starts'],
    ['more elements than there are', sparse([1], [0, 1, 2]), 'claims 2 elements, but stores 1'],
    ['too few columns', sparse([1], [0, 1]), 'has 2 column starts for 2 columns'],
    ['a first column that starts late', sparse([1], [1, 1, 1]), 'does not start at 0'],
  ])('are not written: %s', async (_, x, words) => {
    const message = expect.stringContaining(words) as unknown;
    expect(await failure(encodeMat({ x }))).toMatchObject({ code: 'MAT_VALUE', message });
  });

  it('are not read', async () => {
    const bytes = await encodeMat({ x: sparse([1], [0, 1, 1]) }, { compression: 0 });
    // The row of the only element, after its tag.
    const at = bytes.length - 16 - 24 - 4;
    expect(bytes[at]).toBe(1);
    bytes[at] = 9;
    expect(await failure(readMat(bytes))).toMatchObject({
      code: 'MAT_FORMAT',
      message: expect.stringContaining('in row 10 of 4') as unknown,
    });
  });
});

describe('time', () => {
  it('grows with the size of a file and not with its square', async () => {
    const random = createRandom(1);
    const text = (rows: number): MatInput => ({
      kind: 'char',
      shape: [rows, 2],
      rows: Array.from({ length: rows }, () =>
        String.fromCharCode(97 + random.next() * 26).repeat(2),
      ),
    });
    const seconds = async (rows: number): Promise<number> => {
      const bytes = await encodeMat({ x: text(rows) });
      const { user, system } = process.cpuUsage();
      await readMat(bytes);
      const after = process.cpuUsage();
      return (after.user + after.system - user - system) / 1e6;
    };
    await seconds(10_000);
    // A quadratic reader takes minutes.
    expect(await seconds(300_000)).toBeLessThan(10);
  });
});
