import { describe, expect, it } from 'vitest';
import { openMat, readMat, type MatValue, type NumericClass } from '../src/index.js';
import { FileBuilder, join } from './build-file.js';

const orders = [
  ['little-endian', new FileBuilder(true)],
  ['big-endian', new FileBuilder(false)],
] as const;

/** Number, name and typed array of every class of numbers ("MAT-File Format", table 1-3). */
const classes: readonly (readonly [number, NumericClass, (numbers: number[]) => object])[] = [
  [6, 'double', (numbers) => Float64Array.from(numbers)],
  [7, 'single', (numbers) => Float32Array.from(numbers)],
  [8, 'int8', (numbers) => Int8Array.from(numbers)],
  [9, 'uint8', (numbers) => Uint8Array.from(numbers)],
  [10, 'int16', (numbers) => Int16Array.from(numbers)],
  [11, 'uint16', (numbers) => Uint16Array.from(numbers)],
  [12, 'int32', (numbers) => Int32Array.from(numbers)],
  [13, 'uint32', (numbers) => Uint32Array.from(numbers)],
  [14, 'int64', (numbers) => BigInt64Array.from(numbers.map(BigInt))],
  [15, 'uint64', (numbers) => BigUint64Array.from(numbers.map(BigInt))],
];
const storages = [1, 2, 3, 4, 5, 6, 7, 9, 12, 13];
const floats = [7, 9];
const numbers = [0, 1, 2, 3, 100, 127];

async function readOne(bytes: Uint8Array): Promise<MatValue | undefined> {
  return (await readMat(bytes)).get('x');
}

async function failureOf(bytes: Uint8Array): Promise<unknown> {
  return readMat(bytes).then(
    () => 'no failure',
    (error: unknown) => error,
  );
}

describe.each(orders)('level 5, %s', (byteOrder, builder) => {
  const array = (code: number, ...content: Uint8Array[]): Uint8Array =>
    builder.file(builder.array({ code, shape: [2, 3], name: 'x' }, ...content));

  it.each(classes)('reads class %i, %s, from every type of storage', async (code, name, of) => {
    for (const storage of storages) {
      const bytes = array(code, builder.element(storage, builder.numbers(storage, numbers)));
      if (name.endsWith('64') && floats.includes(storage)) {
        expect(await failureOf(bytes)).toMatchObject({ code: 'MAT_FORMAT' });
        continue;
      }
      const expected = { kind: 'numeric', class: name, shape: [2, 3], data: of(numbers) };
      expect(await readOne(bytes)).toEqual(expected);
    }
  });

  it.each(classes)('reads the imaginary parts of class %i, %s', async (code, name, of) => {
    const parts = [1, 2].map((value) => builder.element(2, builder.numbers(2, [value, value + 1])));
    const element = builder.array({ code, flags: 0x800, shape: [1, 2], name: 'x' }, ...parts);
    expect(await readOne(builder.file(element))).toEqual({
      kind: 'numeric',
      class: name,
      shape: [1, 2],
      data: of([1, 2]),
      imaginary: of([2, 3]),
    });
  });

  it('reads one to four bytes in the tag as it reads them behind it', async () => {
    for (const length of [1, 2, 3, 4]) {
      const content = builder.numbers(2, numbers.slice(0, length));
      const read = [builder.packed(2, content), builder.element(2, content)].map((element) =>
        readOne(builder.file(builder.array({ code: 6, shape: [1, length], name: 'x' }, element))),
      );
      const [packed, plain] = await Promise.all(read);
      expect(packed).toEqual(plain);
      expect(packed).toMatchObject({ data: Float64Array.from(numbers.slice(0, length)) });
    }
  });

  it('reads more numbers than are converted at a time, in either order', async () => {
    const count = 2 * 20_000;
    const values = Array.from({ length: count }, (_, index) => index % 1000);
    const content = builder.element(3, builder.numbers(3, values));
    const bytes = builder.file(builder.array({ code: 6, shape: [2, 20_000], name: 'x' }, content));
    expect(await readOne(bytes)).toMatchObject({ data: Float64Array.from(values) });
    const turned = (await readMat(bytes, { order: 'row-major' })).get('x');
    const rows = [0, 1].flatMap((row) => values.filter((_, index) => index % 2 === row));
    expect(turned).toMatchObject({ order: 'row-major', data: Float64Array.from(rows) });
  });

  it('reads logicals, whichever numbers they are stored as', async () => {
    const content = builder.element(9, builder.numbers(9, [1, 0, 1]));
    const element = builder.array({ code: 6, flags: 0x200, shape: [1, 3], name: 'x' }, content);
    const logical = { kind: 'numeric', class: 'logical', data: Uint8Array.of(1, 0, 1) };
    expect(await readOne(builder.file(element))).toMatchObject(logical);
  });

  it.each([
    ['UTF-8', 16, [0x61, 0xc3, 0xa9]],
    ['UTF-16', 17, [0x61, 0xe9]],
    ['UTF-32', 18, [0x61, 0xe9]],
    ['bytes', 2, [0x61, 0xe9]],
    ['16-bit numbers', 4, [0x61, 0xe9]],
  ])('reads text as %s', async (_, type, codes) => {
    const content = builder.element(type, builder.numbers(type === 16 ? 2 : type, codes));
    const element = builder.array({ code: 4, shape: [1, 2], name: 'x' }, content);
    const text = { kind: 'char', shape: [1, 2], rows: ['aé'] };
    expect(await readOne(builder.file(element))).toEqual(text);
  });

  it('reads cells and structs in the order of their elements', async () => {
    const scalar = (value: number): Uint8Array =>
      builder.array({ code: 6, shape: [1, 1] }, builder.packed(2, Uint8Array.of(value)));
    const cell = builder.array({ code: 1, shape: [1, 2], name: 'x' }, scalar(1), scalar(2));
    expect(await readOne(builder.file(cell))).toMatchObject({
      cells: [{ data: Float64Array.of(1) }, { data: Float64Array.of(2) }],
    });
    const names = join(
      builder.packed(5, builder.numbers(5, [4])),
      builder.element(1, new TextEncoder().encode('a\0\0\0bc\0\0')),
    );
    const fields = [1, 2, 3, 4].map(scalar);
    const struct = builder.array({ code: 2, shape: [1, 2], name: 'x' }, names, ...fields);
    const value = await readOne(builder.file(struct));
    const dataOf = (name: string): unknown =>
      value?.kind === 'struct' &&
      value.fields.get(name)?.map((each) => 'data' in each && each.data);
    expect(dataOf('a')).toEqual([Float64Array.of(1), Float64Array.of(3)]);
    expect(dataOf('bc')).toEqual([Float64Array.of(2), Float64Array.of(4)]);
  });

  it('reads compressed variables beside plain ones', async () => {
    const content = builder.element(9, builder.numbers(9, [1, 2]));
    const make = (name: string): Uint8Array =>
      builder.array({ code: 6, shape: [1, 2], name }, content);
    const bytes = builder.file(make('a'), builder.compressed(make('b')), make('c'));
    const variables = await readMat(bytes);
    expect([...variables.keys()]).toEqual(['a', 'b', 'c']);
    expect(variables.get('b')).toEqual(variables.get('a'));
    await using file = await openMat(bytes);
    expect(file.byteOrder).toBe(byteOrder);
  });

  it.each<[string, Uint8Array, string]>([
    ['a class that does not exist', array(18), 'there is no array class 18'],
    ['class 0', array(0), 'there is no array class 0'],
    [
      'numbers of a type that does not exist',
      array(6, builder.element(8, Uint8Array.of())),
      'type 8',
    ],
    [
      'fewer numbers than the shape has',
      array(6, builder.element(2, Uint8Array.of(1, 2, 3))),
      '6 numbers of type uint8 need 6',
    ],
    [
      'two variables of one name',
      builder.file(
        ...['x', 'x'].map((name) =>
          builder.array({ code: 6, shape: [0, 0], name }, builder.element(9, new Uint8Array(0))),
        ),
      ),
      'two variables named x',
    ],
    [
      'one axis',
      builder.file(builder.array({ code: 6, shape: [1], name: 'x' })),
      'there are 2 to 32 of 4 bytes',
    ],
    [
      'a negative axis',
      builder.file(builder.array({ code: 6, shape: [-1, 2], name: 'x' })),
      'a dimension is negative: -1 × 2',
    ],
    [
      'a packed element of five bytes',
      array(6, builder.numbers(6, [0x5_0002, 0])),
      'a packed data element claims 5 bytes',
    ],
    [
      'an element beyond its array',
      array(6, builder.numbers(6, [2, 6])),
      'claims 6 bytes where at most 0',
    ],
    [
      'more cells than there is room for',
      builder.file(builder.array({ code: 1, shape: [1000, 1000], name: 'x' })),
      'claims 1000000 arrays where at most 0',
    ],
    [
      'a character beyond Unicode',
      builder.file(
        builder.array(
          { code: 4, shape: [1, 1], name: 'x' },
          builder.element(18, builder.numbers(18, [0x11_0000])),
        ),
      ),
      'characters that do not exist',
    ],
    [
      'a text of another length',
      builder.file(
        builder.array({ code: 4, shape: [1, 3], name: 'x' }, builder.packed(16, Uint8Array.of(97))),
      ),
      'a text of 1 characters stands for 3',
    ],
  ])('refuses %s', async (_, bytes, words) => {
    const message = expect.stringContaining(words) as unknown;
    expect(await failureOf(bytes)).toMatchObject({ name: 'MatError', code: 'MAT_FORMAT', message });
  });

  it('refuses every element of a variable whose type or length is wrong', async () => {
    const content = builder.element(9, builder.numbers(9, [1, 2]));
    const whole = builder.file(builder.array({ code: 6, shape: [1, 2], name: 'x' }, content));
    const tags = [128, 136, 152, 168, 184];
    for (const tag of tags) {
      for (const number of [0, 3, 7, 0x7fff_ffff, 0xffff_ffff]) {
        for (const at of [tag, tag + 4]) {
          const bytes = Uint8Array.from(whole);
          bytes.set(builder.numbers(6, [number]), at);
          const end = await failureOf(bytes);
          if (end !== 'no failure') expect(end).toMatchObject({ name: 'MatError' });
        }
      }
    }
  });

  it('keeps the limits: 64 levels, 32 axes, names of 1 024 bytes', async () => {
    const nested = (levels: number): Uint8Array => {
      let inner = builder.array({ code: 1, shape: [0, 0] });
      for (let level = 2; level < levels; level += 1) {
        inner = builder.array({ code: 1, shape: [1, 1] }, inner);
      }
      return builder.file(builder.array({ code: 1, shape: [1, 1], name: 'x' }, inner));
    };
    expect(await readOne(nested(64))).toMatchObject({ kind: 'cell' });
    expect(await failureOf(nested(65))).toMatchObject({
      code: 'MAT_LIMIT',
      message: expect.stringContaining('lies deeper than 64 levels') as unknown,
    });
    const axes = (count: number): Uint8Array => {
      const shape = new Array<number>(count).fill(1);
      const content = builder.packed(2, Uint8Array.of(5));
      return builder.file(builder.array({ code: 6, shape, name: 'x' }, content));
    };
    expect(await readOne(axes(32))).toMatchObject({ shape: { length: 32 } });
    expect(await failureOf(axes(33))).toMatchObject({ code: 'MAT_LIMIT' });
    const named = (length: number): Uint8Array =>
      builder.file(
        builder.array(
          { code: 6, shape: [0, 0], name: 'n'.repeat(length) },
          builder.element(9, new Uint8Array(0)),
        ),
      );
    expect([...(await readMat(named(1024))).keys()]).toEqual(['n'.repeat(1024)]);
    expect(await failureOf(named(1025))).toMatchObject({ code: 'MAT_LIMIT' });
  });
});

/** The digit P of level 4 and the type of storage that it stands for. */
const precisions = [
  [0, 9],
  [1, 7],
  [2, 5],
  [3, 3],
  [4, 4],
  [5, 2],
] as const;

describe.each(orders)('level 4, %s', (_, builder) => {
  it.each(precisions)('reads numbers of precision %i', async (digit, storage) => {
    const parts = { digits: 10 * digit, rows: 2, columns: 3 };
    expect(await readOne(builder.level4(parts, storage, numbers))).toEqual({
      kind: 'numeric',
      class: 'double',
      shape: [2, 3],
      data: Float64Array.from(numbers),
    });
  });

  it.each(precisions)('reads complex numbers of precision %i', async (digit, storage) => {
    const parts = { digits: 10 * digit, rows: 1, columns: 2, complex: true };
    expect(await readOne(builder.level4(parts, storage, [1, 2, 3, 4]))).toMatchObject({
      data: Float64Array.of(1, 2),
      imaginary: Float64Array.of(3, 4),
    });
  });

  it.each(precisions)('reads text of precision %i', async (digit, storage) => {
    const parts = { digits: 10 * digit + 1, rows: 2, columns: 2 };
    const codes = [...'acbd'].map((letter) => letter.charCodeAt(0));
    expect(await readOne(builder.level4(parts, storage, codes))).toEqual({
      kind: 'char',
      shape: [2, 2],
      rows: ['ab', 'cd'],
    });
  });

  it('reads a sparse list in any order, its last line the size', async () => {
    const rows = [3, 1, 4];
    const columns = [2, 1, 3];
    const values = [30, 10, 0];
    const list = builder.level4({ digits: 2, rows: 3, columns: 3 }, 9, [
      ...rows,
      ...columns,
      ...values,
    ]);
    expect(await readOne(list)).toEqual({
      kind: 'sparse',
      class: 'double',
      shape: [4, 3],
      rows: Int32Array.of(0, 2),
      columnStarts: Int32Array.of(0, 1, 2, 2),
      data: Float64Array.of(10, 30),
    });
  });

  it('ends in MAT_TRUNCATED wherever a file of two matrices is cut, but between them', async () => {
    const one = builder.level4({ digits: 0, rows: 1, columns: 2 }, 9, [1, 2]);
    const other = builder.level4({ digits: 1, rows: 1, columns: 1, name: 'y' }, 9, [97]);
    const whole = join(one, other);
    for (let length = 4; length < whole.length; length += 1) {
      const end = await failureOf(whole.subarray(0, length));
      if (length === one.length) expect(end).toBe('no failure');
      else expect(end).toMatchObject({ name: 'MatError', code: 'MAT_TRUNCATED' });
    }
  });
});
