import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memorySource } from '@gender/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureSource } from '../../test/fixtures.js';
import { matArray, matCell, matRow, matStruct, matText } from '../build.js';
import type { MatInput, MatStream, MatValue } from '../mat-value.js';
import { readMat } from '../read-mat.js';
import { writeMat, type WriteMatOptions } from './write-mat.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender-mat-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(
  variables: Record<string, MatInput>,
  options?: WriteMatOptions,
): Promise<Uint8Array> {
  const path = join(folder, 'written.mat');
  await writeMat(path, variables, options);
  return readFile(path);
}

const row = (
  pieces: readonly Float32Array<ArrayBuffer>[],
  length: number,
): MatStream<'single'> => ({
  kind: 'stream',
  class: 'single',
  shape: [1, length],
  chunks: () => pieces,
});

const leaf: fc.Arbitrary<MatInput> = fc.oneof(
  fc.array(fc.double({ noNaN: true }), { maxLength: 5 }).map((numbers) => matRow(...numbers)),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => matArray('uint8', [bytes.length, 1], bytes)),
  fc.string({ unit: 'binary', maxLength: 6 }).map(matText),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((number) => matArray('int64', [1, 1], BigInt64Array.of(number))),
);
const { value } = fc.letrec<{ value: MatInput }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }).map((cells) => matCell(cells)),
    fc
      .dictionary(fc.stringMatching(/^[a-z]\w{0,40}$/), tie('value'), {
        maxKeys: 3,
        noNullPrototype: true,
      })
      .map((fields) => matStruct(fields)),
  ),
}));

describe('writeMat', () => {
  it.each([0, 1, 6])(
    'writes any values so that they read back the same (compression %i)',
    async (compression) => {
      await fc.assert(
        fc.asyncProperty(value, async (input) => {
          const bytes = await written({ input }, { compression });
          const variables = await readMat(memorySource(bytes));
          expect(variables.get('input')).toEqual(input);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('writes again what SciPy wrote, value by value', async () => {
    const read = await readMat(fixtureSource('kinds_v7.mat'));
    const inputs = Object.fromEntries([...read].map(([name, each]) => [name, asInput(each)]));
    const again = await readMat(memorySource(await written(inputs)));
    expect([...again]).toEqual([...read]);
  });

  it('writes a stream of numbers like the same numbers in memory', async () => {
    const pieces = [Float32Array.of(1, 2), new Float32Array(0), Float32Array.of(3)];
    const memory = matArray('single', [1, 3], Float32Array.of(1, 2, 3));
    const files = [row(pieces, 3), memory].map(async (x, index) => {
      const path = join(folder, `${index}.mat`);
      await writeMat(path, { x }, { compression: 0 });
      return readFile(path);
    });
    const [streamed, whole] = await Promise.all(files);
    expect(streamed).toEqual(whole);
  });

  it('begins as the format asks and gives the same bytes twice', async () => {
    const bytes = await written({ x: matText('same') });
    expect(new TextDecoder('latin1').decode(bytes.subarray(0, 19))).toBe('MATLAB 5.0 MAT-file');
    expect([...bytes.subarray(124, 128)]).toEqual([0, 1, 0x49, 0x4d]);
    expect(await written({ x: matText('same') })).toEqual(bytes);
  });

  it.each<[string, Record<string, MatInput>, string]>([
    [
      'a stream that delivers too little',
      { x: row([Float32Array.of(1)], 2) },
      'must deliver 8 bytes',
    ],
    ['a stream that delivers too much', { x: row([new Float32Array(3)], 2) }, 'delivered more'],
    ['a variable without a proper name', { '1x': matRow(1) }, '"1x" cannot be the name'],
    ['a field without a proper name', { x: matStruct({ 'a b': matRow(1) }) }, '"a b" cannot be'],
    ['cells that do not fill the shape', { x: matCell([matRow(1)], [2, 1]) }, 'needs 2 cells'],
    [
      'rows of different lengths',
      { x: { kind: 'char', shape: [2, 2], rows: ['abc', 'd'] } },
      'differ in length',
    ],
    ['an array beyond the format', { x: row([], 2 ** 29) }, 'the format allows 2147483647'],
  ])('refuses %s and leaves no file', async (_, variables, words) => {
    const path = join(folder, 'refused', 'x.mat');
    await expect(writeMat(path, variables)).rejects.toMatchObject({
      code: 'MAT_VALUE',
      message: expect.stringContaining(words) as unknown,
    });
    expect(await readdir(join(folder, 'refused'))).toEqual([]);
  });
});

/** A value that was read, as one to write. */
function asInput(read: MatValue): MatInput {
  switch (read.kind) {
    case 'skipped':
    case 'opaque':
      throw new Error('nothing was skipped');
    case 'cell':
      return { ...read, cells: read.cells.map(asInput) };
    case 'struct':
      return {
        ...read,
        fields: new Map([...read.fields].map(([name, all]) => [name, all.map(asInput)])),
      };
    default:
      return read;
  }
}
