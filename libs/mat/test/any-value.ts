import fc from 'fast-check';
import {
  matArray,
  matCell,
  matText,
  type MatInput,
  type NumericArrays,
  type NumericClass,
} from '../src/index.js';

const shapes = fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 4 });

const countOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const plainNaN = (value: number): number => (Number.isNaN(value) ? NaN : value);

/** Elements of every class, all bytes allowed. */
const makers: Readonly<Record<NumericClass, (bytes: ArrayBuffer) => NumericArrays[NumericClass]>> =
  {
    // Every NaN is the plain one: a processor may make a signalling one quiet where it is copied.
    double: (bytes) => new Float64Array(bytes).map(plainNaN),
    single: (bytes) => new Float32Array(bytes).map(plainNaN),
    int8: (bytes) => new Int8Array(bytes),
    uint8: (bytes) => new Uint8Array(bytes),
    int16: (bytes) => new Int16Array(bytes),
    uint16: (bytes) => new Uint16Array(bytes),
    int32: (bytes) => new Int32Array(bytes),
    uint32: (bytes) => new Uint32Array(bytes),
    int64: (bytes) => new BigInt64Array(bytes),
    uint64: (bytes) => new BigUint64Array(bytes),
    logical: (bytes) => new Uint8Array(bytes).map((byte) => byte & 1),
  };
const names = Object.keys(makers) as NumericClass[];

/** Arrays of every class and of up to four axes, real and complex. */
export const anyNumeric: fc.Arbitrary<MatInput> = fc
  .record({ name: fc.constantFrom(...names), shape: shapes, complex: fc.boolean() })
  .chain(({ name, shape, complex }) => {
    const size = makers[name](new ArrayBuffer(8)).BYTES_PER_ELEMENT;
    const length = size * countOf(shape);
    const part = fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes) => makers[name](Uint8Array.from(bytes).buffer));
    return fc.tuple(part, part).map(([data, imaginary]): MatInput => {
      const array = matArray(name, shape, data);
      return complex && name !== 'logical' ? { ...array, imaginary } : array;
    });
  });

/** Char arrays of up to three rows; code units of any kind. */
const anyChar: fc.Arbitrary<MatInput> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }))
  .chain(([rows, columns]) =>
    fc
      .array(fc.string({ unit: 'grapheme-ascii', minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      })
      .map((texts): MatInput => ({ kind: 'char', shape: [rows, columns], rows: texts })),
  );

/** Sparse matrices: of each column the rows that hold something. */
export const anySparse: fc.Arbitrary<MatInput> = fc
  .record({
    rowCount: fc.integer({ min: 1, max: 5 }),
    logical: fc.boolean(),
    complex: fc.boolean(),
  })
  .chain(({ rowCount, logical, complex }) =>
    fc
      .array(fc.uniqueArray(fc.nat({ max: rowCount - 1 }), { maxLength: rowCount }), {
        maxLength: 4,
      })
      .map((columns): MatInput => {
        const rows = Int32Array.from(columns.flatMap((column) => column.toSorted((a, b) => a - b)));
        const ends = columns.map((_, index) => columns.slice(0, index + 1).flat().length);
        const sparse = {
          kind: 'sparse',
          shape: [rowCount, columns.length],
          rows,
          columnStarts: Int32Array.from([0, ...ends]),
        } as const;
        if (logical) {
          return { ...sparse, class: 'logical', data: Uint8Array.from(rows, () => 1) };
        }
        const data = Float64Array.from(rows, (row, index) => row + index / 8);
        return {
          ...sparse,
          class: 'double',
          data,
          ...(complex && { imaginary: data.map((value) => -value) }),
        };
      }),
  );

const fieldName = fc.stringMatching(/^[a-z]\w{0,40}$/);

/** Whatever can be written, cells and arrays of structs in each other. */
export const anyValue: fc.Arbitrary<MatInput> = fc.letrec<{ value: MatInput }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    anyNumeric,
    anyChar,
    anySparse,
    fc.string({ unit: 'binary', maxLength: 6 }).map(matText),
    fc
      .tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }))
      .chain(([rows, columns]) =>
        fc
          .array(tie('value'), { minLength: rows * columns, maxLength: rows * columns })
          .map((cells) => matCell(cells, [rows, columns])),
      ),
    fc
      .tuple(fc.integer({ min: 1, max: 2 }), fc.uniqueArray(fieldName, { maxLength: 3 }))
      .chain(([count, fields]) =>
        fc
          .array(fc.array(tie('value'), { minLength: count, maxLength: count }), {
            minLength: fields.length,
            maxLength: fields.length,
          })
          .map((columns): MatInput => {
            const entries = fields.map((field, index) => [field, columns[index]!] as const);
            return { kind: 'struct', shape: [1, count], fields: new Map(entries) };
          }),
      ),
  ),
})).value;
