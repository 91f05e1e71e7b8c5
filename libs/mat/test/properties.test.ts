import { createRandom, memorySource } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeMat,
  MatError,
  openMat,
  readMat,
  toTensor,
  type MatInput,
  type MatValue,
} from '../src/index.js';
import { anyNumeric, anySparse, anyValue } from './any-value.js';

async function errorOf(bytes: Uint8Array): Promise<unknown> {
  return readMat(memorySource(bytes)).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('what is written', () => {
  it.each([0, 6])('is read the same, with compression %i', async (compression) => {
    await fc.assert(
      fc.asyncProperty(anyValue, async (x) => {
        const variables = await readMat(await encodeMat({ x }, { compression }));
        expect(variables.get('x')).toEqual(x);
      }),
      { numRuns: 200 },
    );
  });

  it('is read the same from a source that hands out single bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyValue, async (x) => {
        const bytes = await encodeMat({ x }, { compression: 0 });
        const stream = new ReadableStream<Uint8Array>({
          start: (controller) => {
            for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
            controller.close();
          },
        });
        expect((await readMat(stream)).get('x')).toEqual(x);
      }),
      { numRuns: 20 },
    );
  });

  it('is the same tensor, whether an array was turned while it was read or afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(anyNumeric, async (x) => {
        const bytes = await encodeMat({ x }, { compression: 0 });
        const [plain, turned] = await Promise.all(
          (['column-major', 'row-major'] as const).map(async (order) =>
            (await readMat(bytes, { order })).get('x'),
          ),
        );
        if (plain?.kind !== 'numeric' || turned?.kind !== 'numeric')
          throw new TypeError('no array');
        expect(toTensor(turned)).toEqual(toTensor(plain));
        // Row-major arrays are written back in MATLAB's order.
        expect(await encodeMat({ x: turned }, { compression: 0 })).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });

  it('is found again at the path of every array in it', async () => {
    await fc.assert(
      fc.asyncProperty(anyValue, async (x) => {
        const read = new Map<string, MatValue>();
        const bytes = await encodeMat({ before: x, x });
        const until = ({ path }: { path: string }, value: MatValue): boolean => {
          if (/^x\b/.test(path)) read.set(path, value);
          return false;
        };
        await readMat(bytes, { until });
        await using file = await openMat(bytes);
        for (const [path, value] of read) expect(await file.read(path)).toEqual(value);
      }),
      { numRuns: 60 },
    );
  });

  it('is listed with the bytes that its elements take', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyNumeric, anySparse), async (x) => {
        if (x.kind !== 'numeric' && x.kind !== 'sparse') return;
        await using file = await openMat(await encodeMat({ x }));
        const [info] = await file.list();
        const parts = [x.data, ...(x.imaginary === undefined ? [] : [x.imaginary])];
        const elements = parts.reduce((sum, part) => sum + part.byteLength, 0);
        // MATLAB keeps row numbers and column starts in eight bytes each.
        const places = x.kind === 'sparse' ? 8 * (x.rows.length + x.columnStarts.length) : 0;
        expect(info).toEqual({
          name: 'x',
          shape: x.shape,
          class: x.class,
          complex: x.imaginary !== undefined,
          sparse: x.kind === 'sparse',
          bytes: elements + places,
        });
      }),
    );
  });
});

describe('a file that is not whole', () => {
  const sample = async (compression: number): Promise<Uint8Array> => {
    const [a, b] = fc.sample(anyValue, { numRuns: 2, seed: 11 });
    const [c] = fc.sample(anySparse, { numRuns: 1, seed: 7 });
    return encodeMat({ a: a!, b: b!, c: c! }, { compression });
  };

  it.each([0, 6])('is MAT_TRUNCATED wherever it is cut (compression %i)', async (compression) => {
    const bytes = await sample(compression);
    const ends = new Set(await endsOf(bytes));
    for (let length = 0; length < bytes.length; length += 1) {
      const error = await errorOf(bytes.subarray(0, length));
      // A file that ends after a variable is whole.
      if (ends.has(length)) continue;
      expect(error, `cut at ${length}`).toMatchObject({ name: 'MatError', code: 'MAT_TRUNCATED' });
      expect((error as MatError).offset).toBeLessThanOrEqual(length);
    }
  });

  it.each([0, 6])(
    'never ends otherwise than in a MatError (compression %i)',
    async (compression) => {
      const whole = await sample(compression);
      const random = createRandom(5);
      const codes = new Set<string>();
      for (let run = 0; run < 1000; run += 1) {
        const bytes = Uint8Array.from(whole);
        for (let count = 1 + (run % 3); count > 0; count -= 1) {
          bytes[128 + random.integer(bytes.length - 128)] = random.integer(256);
        }
        const error = await errorOf(bytes);
        if (error === undefined) continue;
        expect(error).toBeInstanceOf(MatError);
        codes.add((error as MatError).code);
      }
      expect(codes).toContain('MAT_FORMAT');
    },
  );
});

/** Where the variables of a file of level 5 end. */
async function endsOf(bytes: Uint8Array): Promise<number[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ends = [128];
  for (let at = 128; at < bytes.length;) {
    at += 8 + view.getUint32(at + 4, true);
    ends.push(at);
  }
  return Promise.resolve(ends);
}

/** Values that hold what MATLAB would not have. */
const misfits: readonly (readonly [string, MatInput])[] = [
  [
    'imaginary parts of another number',
    {
      kind: 'numeric',
      class: 'double',
      shape: [1, 2],
      data: new Float64Array(2),
      imaginary: new Float64Array(1),
    },
  ],
  [
    'elements of another number',
    { kind: 'numeric', class: 'int8', shape: [2, 2], data: new Int8Array(3) },
  ],
  [
    'values of a field of another number',
    { kind: 'struct', shape: [1, 2], fields: new Map([['a', []]]) },
  ],
  [
    'a class without a proper name',
    { kind: 'struct', shape: [1, 1], fields: new Map(), className: '9' },
  ],
  [
    'a sparse matrix of three axes',
    {
      kind: 'sparse',
      class: 'double',
      shape: [1, 1, 1],
      rows: new Int32Array(0),
      columnStarts: new Int32Array(2),
      data: new Float64Array(0),
    },
  ],
  [
    'a sparse matrix with more rows than elements',
    {
      kind: 'sparse',
      class: 'double',
      shape: [2, 1],
      rows: Int32Array.of(0, 1),
      columnStarts: Int32Array.of(0, 1),
      data: new Float64Array(1),
    },
  ],
];

describe('encodeMat', () => {
  it.each(misfits)('refuses %s, however deep it lies', async (_, x) => {
    const deep: MatInput = { kind: 'cell', shape: [1, 1], cells: [x] };
    for (const value of [x, deep]) {
      await expect(encodeMat({ value })).rejects.toMatchObject({
        name: 'MatError',
        code: 'MAT_VALUE',
      });
    }
  });
});
