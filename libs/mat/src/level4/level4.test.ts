import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileBuilder, join } from '../../test/build-file.js';
import { openMat, readMat } from '../index.js';
import { sparseOfTriplets } from './sparse-of-triplets.js';

const little = new FileBuilder(true);
const DOUBLE = 9;

/** A header alone: type, rows, columns, imaginary parts, bytes of the name. */
const header = (...numbers: number[]): Uint8Array => little.numbers(6, numbers);
const named = Buffer.from('x\0');

async function failureOf(bytes: Uint8Array): Promise<unknown> {
  return readMat(bytes).catch((error: unknown) => error);
}

describe('a file of level 4', () => {
  it('holds matrices that follow each other, each of its own type', async () => {
    const bytes = join(
      little.level4({ digits: 0, rows: 1, columns: 2, name: 'a' }, DOUBLE, [1.5, -2]),
      little.level4({ digits: 51, rows: 1, columns: 2, name: 'b' }, 2, [72, 105]),
      little.level4({ digits: 0, rows: 0, columns: 3, name: 'c' }, DOUBLE, []),
    );
    const variables = await readMat(bytes);
    expect([...variables.keys()]).toEqual(['a', 'b', 'c']);
    expect(variables.get('b')).toMatchObject({ kind: 'char', rows: ['Hi'] });
    expect(variables.get('c')).toMatchObject({ shape: [0, 3], data: new Float64Array(0) });
  });

  it('is listed without its elements', async () => {
    const bytes = little.level4({ digits: 0, rows: 2, columns: 2, complex: true }, DOUBLE, [
      ...[1, 2, 3, 4],
      ...[5, 6, 7, 8],
    ]);
    const file = await openMat(bytes);
    expect([file.version, await file.list()]).toEqual([
      '4',
      [{ name: 'x', class: 'double', shape: [2, 2], complex: true, sparse: false, bytes: 64 }],
    ]);
  });

  it('holds complex sparse matrices in four columns', async () => {
    // (2, 1) is 5 + 7i, (1, 3) is 6 + 8i; the last line says 2 × 3.
    const list = [...[2, 1, 2], ...[1, 3, 3], ...[5, 6, 0], ...[7, 8, 0]];
    const bytes = little.level4({ digits: 2, rows: 3, columns: 4 }, DOUBLE, list);
    expect((await readMat(bytes)).get('x')).toEqual({
      kind: 'sparse',
      class: 'double',
      shape: [2, 3],
      rows: Int32Array.of(1, 0),
      columnStarts: Int32Array.of(0, 1, 1, 2),
      data: Float64Array.of(5, 6),
      imaginary: Float64Array.of(7, 8),
    });
  });

  it.each<[string, Uint8Array, string, string]>([
    [
      'numbers of a VAX',
      join(header(2000, 1, 1, 0, 2), named),
      'MAT_UNSUPPORTED',
      'a VAX or a Cray',
    ],
    [
      'numbers of a Cray',
      join(header(4000, 1, 1, 0, 2), named),
      'MAT_UNSUPPORTED',
      'a VAX or a Cray',
    ],
    [
      'a type of the other byte order',
      join(header(1000, 1, 1, 0, 2), named),
      'MAT_FORMAT',
      'a matrix of type 1000 is in the other byte order',
    ],
    ['a digit that must be 0', header(100, 1, 1, 0, 2), 'MAT_FORMAT', 'no type 100'],
    ['a precision that does not exist', header(60, 1, 1, 0, 2), 'MAT_FORMAT', 'no type 60'],
    ['a kind that does not exist', header(3, 1, 1, 0, 2), 'MAT_FORMAT', 'no type 3'],
    ['no name', header(0, 1, 1, 0, 0), 'MAT_FORMAT', 'a name of 0 bytes'],
    ['a name without end', header(0, 1, 1, 0, 1025), 'MAT_FORMAT', 'a name of 1025 bytes'],
    [
      'more numbers than bytes',
      join(header(0, 1000, 1000, 1, 2), named),
      'MAT_TRUNCATED',
      'x needs 16000000 bytes of 0',
    ],
    [
      'a sparse list of two columns',
      little.level4({ digits: 2, rows: 1, columns: 2 }, DOUBLE, [1, 1]),
      'MAT_FORMAT',
      'x is a sparse list of 1 × 2',
    ],
    [
      'a sparse matrix of half a row',
      little.level4({ digits: 2, rows: 1, columns: 3 }, DOUBLE, [1.5, 2, 0]),
      'MAT_FORMAT',
      'x is a sparse matrix of 1.5 × 2',
    ],
    [
      'an element outside of its matrix',
      little.level4({ digits: 2, rows: 2, columns: 3 }, DOUBLE, [3, 2, 1, 2, 9, 0]),
      'MAT_FORMAT',
      'x has an element outside of its 2 × 2',
    ],
    [
      'more columns than are kept',
      little.level4({ digits: 2, rows: 1, columns: 3 }, DOUBLE, [1, 2 ** 30, 0]),
      'MAT_LIMIT',
      'x has 1073741824 columns',
    ],
  ])('is refused for %s', async (_, bytes, code, words) => {
    const message = expect.stringContaining(words) as string;
    expect(await failureOf(bytes)).toMatchObject({ name: 'MatError', code, message });
  });
});

describe('the list of a sparse matrix', () => {
  const fail = (code: string, what: string): Error => new Error(`${code} ${what}`);
  const elements = fc.uniqueArray(
    fc.record({
      row: fc.integer({ min: 1, max: 4 }),
      column: fc.integer({ min: 1, max: 5 }),
      value: fc.integer({ min: 1, max: 99 }),
    }),
    { selector: ({ row, column }) => `${row},${column}`, maxLength: 20 },
  );

  it('in any order puts each element to its place', () => {
    fc.assert(
      fc.property(elements, (list) => {
        const lines = [...list, { row: 4, column: 5, value: 0 }];
        const triplets = Float64Array.from([
          ...lines.map(({ row }) => row),
          ...lines.map(({ column }) => column),
          ...lines.map(({ value }) => value),
        ]);
        const { rows, columnStarts, data, shape } = sparseOfTriplets(
          triplets,
          lines.length,
          [4, 5],
          fail,
        );
        const found = list.map(({ row, column }) => {
          const [start, end] = [columnStarts[column - 1]!, columnStarts[column]!];
          const at = rows.subarray(start, end).indexOf(row - 1);
          return data[start + at];
        });
        expect(found).toEqual(list.map(({ value }) => value));
        expect([shape, columnStarts.length, columnStarts.at(-1)]).toEqual([[4, 5], 6, list.length]);
        // Within a column rows rise, as MATLAB keeps them.
        for (let column = 0; column < 5; column += 1) {
          const own = [...rows.subarray(columnStarts[column], columnStarts[column + 1])];
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
      }),
    );
  });
});
