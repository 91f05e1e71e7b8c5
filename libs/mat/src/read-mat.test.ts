import { memorySource, type ProgressReporter } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { fixture, fixtureSource } from '../test/fixtures.js';
import { MatError } from './mat-error.js';
import { readMat } from './read-mat.js';
import type { MatEntry } from './read-session.js';

/** A little-endian file of one array: class, dimensions and content as given. */
function fileOf(code: number, shape: readonly number[], ...content: readonly number[]): Uint8Array {
  const dimensions = shape.length % 2 === 0 ? shape : [...shape, 0];
  const words = [6, 8, code, 0, 5, 4 * shape.length, ...dimensions, 0x0001_0001, 0x78, ...content];
  const header = fixture('kinds_v6.mat').subarray(0, 128);
  const tail = new Uint8Array(Uint32Array.of(14, 4 * words.length, ...words).buffer);
  return Uint8Array.of(...header, ...tail);
}

const errorOf = async (bytes: Uint8Array): Promise<unknown> =>
  readMat(memorySource(bytes, 'test.mat')).catch((error: unknown) => error);

describe('readMat', () => {
  it('asks for every array by its MATLAB path, outer ones first', async () => {
    const entries: MatEntry[] = [];
    await readMat(fixtureSource('kinds_v7.mat'), { select: (entry) => entries.push(entry) > 0 });
    const paths = entries.map(({ path }) => path);
    const about = (name: string): string[] => paths.filter((path) => path.startsWith(name));
    expect(about('cell')).toEqual([
      'cell',
      'cell{1}',
      'cell{2}',
      'cell{3}',
      'cell{3}{1}',
      'cell{4}',
    ]);
    expect(about('people')).toEqual([
      'people',
      'people(1).name',
      'people(1).ages',
      'people(2).name',
      'people(2).ages',
    ]);
    expect(about('nested')).toEqual(['nested', 'nested.a', 'nested.a.b', 'nested.a.b.c']);
    expect(entries.find(({ path }) => path === 'cube')).toMatchObject({
      class: 'single',
      shape: [2, 3, 4],
    });
  });

  it('leaves out what is refused and reads the rest as ever', async () => {
    const refused = /^(?:cube|cell\{3\}|nested\.a)$/;
    for (const name of ['kinds_v6.mat', 'kinds_v7.mat']) {
      const whole = await readMat(fixtureSource(name));
      const part = await readMat(fixtureSource(name), {
        select: ({ path }) => !refused.test(path),
      });
      expect(part.get('cube')).toEqual({ kind: 'skipped', class: 'single', shape: [2, 3, 4] });
      expect(part.get('cell')).toMatchObject({
        cells: [{}, {}, { kind: 'skipped', class: 'cell' }, {}],
      });
      expect(part.get('people')).toEqual(whole.get('people'));
      expect([...part.keys()]).toEqual([...whole.keys()]);
    }
  });

  it('lists a file without inflating its variables', async () => {
    const bytes = Uint8Array.from(fixture('oxford_net_v7.mat')).fill(0, 100_000);
    expect(await errorOf(bytes)).toMatchObject({ code: 'MAT_FORMAT' });
    const variables = await readMat(memorySource(bytes), { select: () => false });
    expect([...variables]).toEqual([['net', { kind: 'skipped', class: 'struct', shape: [1, 1] }]]);
  });

  it('does not write into the bytes that it reads', async () => {
    const bytes = fixture('kinds_big_endian.mat');
    const before = Uint8Array.from(bytes);
    await readMat(memorySource(bytes));
    expect(Uint8Array.from(bytes)).toEqual(before);
  });

  it('reports the bytes of the file, each once', async () => {
    let done = 0;
    let total: number | undefined = 0;
    let stopped = false;
    const progress: ProgressReporter = {
      start: (options) => {
        total = options.total;
        return { advance: (bytes) => (done += bytes), stop: () => (stopped = true) };
      },
    };
    const source = fixtureSource('vlfeat_meta_v6.mat');
    await readMat(source, { progress });
    expect([done, total, stopped]).toEqual([source.byteLength, source.byteLength, true]);
  });

  it.each([
    ['no bytes', new Uint8Array(0), 'MAT_TRUNCATED', 'has 0 bytes'],
    ['text', new Uint8Array(300).fill(0x41), 'MAT_FORMAT', 'but text'],
    ['other bytes', new Uint8Array(300).fill(0x81), 'MAT_FORMAT', 'no byte order mark'],
    [
      'a double longer than the file',
      fileOf(6, [1, 1 << 30], 9, 1 << 30),
      'MAT_FORMAT',
      'where at most',
    ],
    [
      'fewer numbers than the shape',
      fileOf(6, [1, 2], 9, 8, 0, 0),
      'MAT_FORMAT',
      '2 numbers of type float64 need 16',
    ],
    ['a negative dimension', fileOf(6, [1, -1], 9, 0), 'MAT_FORMAT', 'negative'],
    ['33 axes', fileOf(6, new Array<number>(33).fill(1), 9, 8, 0, 0), 'MAT_LIMIT', '2 to 32'],
    ['a cell of a billion cells', fileOf(1, [1e9, 1], 14, 0), 'MAT_FORMAT', 'at most 1 can be'],
    ['an unknown class', fileOf(40, [1, 1], 9, 0), 'MAT_FORMAT', 'no array class 40'],
    ['numbers of an unknown type', fileOf(6, [1, 1], 99, 8, 0, 0), 'MAT_FORMAT', 'type 99'],
    [
      'field names that do not divide',
      fileOf(2, [1, 1], 0x0004_0005, 5, 1, 8, 0, 0),
      'MAT_FORMAT',
      '5 for each',
    ],
  ])('refuses %s', async (_, bytes, code, words) => {
    const error = await errorOf(bytes);
    expect(error).toBeInstanceOf(MatError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) as unknown });
  });

  it('gives a function handle as what it is', async () => {
    const variables = await readMat(fileOf(16, [1, 1], 14, 0));
    const handle = { kind: 'opaque', class: 'function_handle', shape: [1, 1] };
    expect(variables.get('x')).toMatchObject(handle);
  });

  it('refuses cells nested deeper than its limit', async () => {
    const nested = (levels: number): number[] => {
      if (levels === 0) return [14, 0];
      const inner = nested(levels - 1);
      const body = [6, 8, 1, 0, 5, 8, 1, 1, 1, 0, ...inner];
      return [14, 4 * body.length, ...body];
    };
    expect(await errorOf(fileOf(1, [1, 1], ...nested(62)))).toBeInstanceOf(Map);
    expect(await errorOf(fileOf(1, [1, 1], ...nested(70)))).toMatchObject({ code: 'MAT_LIMIT' });
  });
});
