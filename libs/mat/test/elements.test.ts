import { memorySource, type ProgressReporter } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fieldOf,
  MatError,
  numbersOf,
  openMat,
  readMat,
  textOf,
  type MatValue,
} from '../src/index.js';
import { FileBuilder, join } from './build-file.js';

const builder = new FileBuilder(true);

const byteElement = (...values: number[]): Uint8Array =>
  builder.element(2, Uint8Array.from(values));
const array = (code: number, shape: number[], ...content: Uint8Array[]): Uint8Array =>
  builder.array({ code, shape, name: 'x' }, ...content);
const scalar = (value: number): Uint8Array =>
  builder.array({ code: 6, shape: [1, 1] }, builder.packed(2, Uint8Array.of(value)));

async function readX(...elements: Uint8Array[]): Promise<MatValue | undefined> {
  return (await readMat(builder.file(...elements))).get('x');
}

async function failureOf(...elements: Uint8Array[]): Promise<MatError> {
  const error: unknown = await readMat(builder.file(...elements)).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(MatError);
  return error as MatError;
}

/** A struct of fields of one length, whose names lie in places of `length` bytes. */
function struct(
  length: number,
  names: string[],
  shape: number[],
  ...fields: Uint8Array[]
): Uint8Array {
  const places = names.map((name) => name.padEnd(length, '\0')).join('');
  return array(
    2,
    shape,
    builder.packed(5, builder.numbers(5, [length])),
    builder.element(1, new TextEncoder().encode(places)),
    ...fields,
  );
}

describe('the header of an array', () => {
  const flags = builder.element(6, builder.numbers(6, [6, 0]));
  const shape = builder.element(5, builder.numbers(5, [1, 2]));
  const name = builder.element(1, Uint8Array.of(0x78));
  const matrix = (...parts: Uint8Array[]): Uint8Array => builder.element(14, join(...parts));

  it('is read from the bytes that the format asks for', async () => {
    expect(await readX(matrix(flags, shape, name, byteElement(3, 4)))).toEqual({
      ...{ kind: 'numeric', class: 'double', shape: [1, 2], data: Float64Array.of(3, 4) },
    });
  });

  it('may have its name and its dimensions as unsigned numbers', async () => {
    const unsigned = builder.element(6, builder.numbers(6, [1, 2]));
    const bytes = builder.packed(2, Uint8Array.of(0x78));
    expect(await readX(matrix(flags, unsigned, bytes, byteElement(3, 4)))).toMatchObject({
      shape: [1, 2],
    });
  });

  it.each<[string, Uint8Array, string]>([
    [
      'flags of four bytes',
      matrix(builder.packed(6, builder.numbers(6, [6])), shape, name),
      'the array flags take 4 bytes, not 8',
    ],
    [
      'flags that are floats',
      matrix(builder.element(9, builder.numbers(9, [6])), shape, name),
      'the array flags take 8 bytes of type 9',
    ],
    [
      'dimensions of five bytes',
      matrix(flags, builder.element(5, Uint8Array.of(1, 0, 0, 0, 2)), name),
      'the dimensions take 5 bytes; there are 2 to 32 of 4 bytes',
    ],
    [
      'dimensions that are floats',
      matrix(flags, builder.element(9, builder.numbers(9, [1])), name),
      'the dimensions take 8 bytes of type 9',
    ],
    ['no name', matrix(flags, shape), 'a data element begins where no more bytes are'],
    ['no content', matrix(flags, shape, name), 'a data element begins where no more bytes are'],
    ['nothing at all', matrix(), 'a data element begins where no more bytes are'],
    ['a variable that is no array', byteElement(1), 'a variable should be an array (data type 14)'],
  ])('is refused for %s', async (_, element, words) => {
    const error = await failureOf(element);
    expect(error).toMatchObject({
      code: 'MAT_FORMAT',
      message: expect.stringContaining(words) as string,
    });
    expect(error.offset).toBeGreaterThanOrEqual(128);
    expect(error.offset).toBeLessThanOrEqual(128 + element.length);
    expect(error.message).toContain(`(at byte ${error.offset})`);
  });

  it('says where the fault lies in what is compressed', async () => {
    const wrong = matrix(builder.packed(6, builder.numbers(6, [6])), shape, name);
    const error = await failureOf(builder.compressed(wrong));
    // Behind the tag of the matrix and that of its flags.
    expect(error).toMatchObject({ code: 'MAT_FORMAT', offset: 136, inflatedOffset: 12 });
  });
});

describe('the fields of a struct', () => {
  it('have names that end at the first zero of their places', async () => {
    const x = await readX(struct(5, ['ab', 'abcd'], [1, 1], scalar(1), scalar(2)));
    expect(numbersOf(fieldOf(x, 'ab'))).toEqual([1]);
    expect(numbersOf(fieldOf(x, 'abcd'))).toEqual([2]);
  });

  it('of one name are told apart', async () => {
    const x = await readX(struct(2, ['a', 'a', 'a'], [1, 1], scalar(1), scalar(2), scalar(3)));
    const names = x?.kind === 'struct' ? [...x.fields.keys()] : [];
    expect(names).toHaveLength(3);
    expect(names[0]).toBe('a');
    expect(names.map((name) => numbersOf(fieldOf(x, name)))).toEqual([[1], [2], [3]]);
  });

  it('of several structs follow each other struct by struct', async () => {
    const fields = [1, 2, 3, 4, 5, 6].map(scalar);
    const x = await readX(struct(2, ['a', 'b'], [1, 3], ...fields));
    const valuesOf = (name: string): unknown[] =>
      [0, 1, 2].map((index) => numbersOf(fieldOf(x, name, index))?.[0]);
    expect(valuesOf('a')).toEqual([1, 3, 5]);
    expect(valuesOf('b')).toEqual([2, 4, 6]);
  });

  it('that were never set are empty doubles', async () => {
    const unset = builder.element(14, new Uint8Array(0));
    const x = await readX(struct(2, ['a', 'b'], [1, 1], unset, scalar(2)));
    expect(fieldOf(x, 'a')).toMatchObject({ class: 'double', shape: [0, 0] });
    expect(numbersOf(fieldOf(x, 'b'))).toEqual([2]);
  });

  it.each<[string, Uint8Array, string, string]>([
    [
      'fewer fields than names',
      struct(2, ['a', 'b'], [1, 1], scalar(1)),
      'MAT_FORMAT',
      'a data element begins where no more bytes are',
    ],
    ['no length', struct(0, ['a'], [1, 1], scalar(1)), 'MAT_FORMAT', '1 bytes, 0 for each'],
    ['a negative length', struct(-8, ['a'], [1, 1]), 'MAT_FORMAT', '-8 for each'],
    [
      'more structs than there is room for',
      struct(2, ['a'], [1000, 1000], scalar(1)),
      'MAT_FORMAT',
      'claims 1000000 arrays',
    ],
    [
      'more than a megabyte of names',
      struct(1024, Array<string>(1025).fill('a'), [0, 0]),
      'MAT_LIMIT',
      'take 1049600 bytes',
    ],
  ])('are refused for %s', async (_, element, code, words) => {
    expect(await failureOf(element)).toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });
});

describe('texts', () => {
  const text = (shape: number[], type: number, bytes: Uint8Array): Uint8Array =>
    array(4, shape, builder.element(type, bytes));

  it('have their rows across the columns of the array', async () => {
    // [ab; cd; ef] lies as "ace", "bdf".
    const x = await readX(text([3, 2], 16, new TextEncoder().encode('acebdf')));
    expect(x).toEqual({ kind: 'char', shape: [3, 2], rows: ['ab', 'cd', 'ef'] });
    expect(textOf(x)).toBeUndefined();
  });

  it('count characters beyond the first plane once or twice', async () => {
    const smile = new TextEncoder().encode('😀');
    for (const length of [1, 2]) {
      expect(textOf(await readX(text([1, length], 16, smile)))).toBe('😀');
    }
  });

  it('without bytes are none, whatever their shape', async () => {
    expect(await readX(text([1, 3], 16, new Uint8Array(0)))).toEqual({
      ...{ kind: 'char', shape: [0, 0], rows: [] },
    });
  });
});

describe('how much of a file was read', () => {
  /** Adds up what is reported. */
  function counter(): { progress: ProgressReporter; done: () => number; stops: () => number } {
    let [done, stops] = [0, 0];
    const progress = {
      start: () => ({
        advance: (bytes: number) => {
          expect(bytes).toBeGreaterThan(0);
          done += bytes;
        },
        stop: () => {
          stops += 1;
        },
      }),
    } as unknown as ProgressReporter;
    return { progress, done: () => done, stops: () => stops };
  }

  const many = builder.file(
    ...['a', 'b', 'c'].map((name) =>
      builder.array(
        { code: 9, shape: [1, 100_000], name },
        byteElement(...new Uint8Array(100_000)),
      ),
    ),
  );

  it('is all of it at the end, whatever it comes from', async () => {
    const origins = [many, new Blob([Uint8Array.from(many)]), memorySource(many)];
    for (const origin of origins) {
      const { progress, done, stops } = counter();
      await using file = await openMat(origin, { progress });
      for await (const [name] of file) expect(['a', 'b', 'c']).toContain(name);
      expect(done()).toBe(many.length);
      await file.close();
      expect(stops()).toBe(1);
    }
  });

  it('ends with an error as well', async () => {
    const { progress, stops } = counter();
    await expect(openMat(new Uint8Array(7), { progress })).rejects.toBeInstanceOf(MatError);
    expect(stops()).toBe(1);
  });
});

describe('a file of any cells', () => {
  const tree = fc.letrec<{ cell: Uint8Array; leaf: Uint8Array; any: Uint8Array }>((tie) => ({
    leaf: fc.integer({ min: 0, max: 255 }).map(scalar),
    cell: fc
      .array(tie('any'), { maxLength: 3 })
      .map((cells) => builder.array({ code: 1, shape: [1, cells.length] }, ...cells)),
    any: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('cell')),
  }));

  it('is the same read compressed or plain, at once or in part', async () => {
    await fc.assert(
      fc.asyncProperty(tree.any, tree.any, async (first, second) => {
        const x = array(1, [1, 2], first, second);
        const plain = await readX(x);
        expect(await readX(builder.compressed(x))).toEqual(plain);
        await using file = await openMat(builder.file(builder.compressed(x)));
        const cells = plain?.kind === 'cell' ? plain.cells : [];
        expect(cells).toHaveLength(2);
        expect(await file.read('x{2}')).toEqual(cells[1]);
        expect(await file.read('x{1}', { verify: true })).toEqual(cells[0]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the indices of a sparse matrix', () => {
  /** A 3 × 2 matrix with 7 in the last row of its first column, its indices stored as a type. */
  const sparse = (type: number, row = 2, end = 1): Uint8Array => {
    const rows = builder.element(type, builder.numbers(type, [row]));
    const starts = builder.element(type, builder.numbers(type, [0, 1, end]));
    return array(5, [3, 2], rows, starts, builder.element(9, builder.numbers(9, [7])));
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 9, 12, 13])('may be numbers of type %i', async (type) => {
    expect(await readX(sparse(type))).toEqual({
      ...{ kind: 'sparse', class: 'double', shape: [3, 2] },
      ...{ rows: Int32Array.of(2), columnStarts: Int32Array.of(0, 1, 1) },
      data: Float64Array.of(7),
    });
  });

  it.each([
    ['row', 12, 2 ** 32 + 2, 1, 'has 4294967298 among the rows'],
    ['row', 13, 2 ** 32, 1, 'has 4294967296 among the rows'],
    ['row', 9, 0.5, 1, 'has 0.5 among the rows'],
    ['row', 6, 2 ** 32 - 1, 1, 'has 4294967295 among the rows'],
    ['start of a column', 12, 2, 2 ** 32 + 1, 'has 4294967297 among the column starts'],
    ['start of a column', 7, 2, 1.5, 'has 1.5 among the column starts'],
  ])('are no other number than is stored: a %s of type %i', async (_, type, row, end, words) => {
    const { code, message } = await failureOf(sparse(type, row, end));
    expect(code).toBe('MAT_FORMAT');
    expect(message).toContain(words);
  });
});
