import {
  matArray,
  matCell,
  matRow,
  matStruct,
  matText,
  writeMat,
  type MatInput,
  type MatSparse,
} from '@gender/mat';

// Writes every kind that @gender/mat writes, for check_sample.py to read with SciPy.
const sample: Record<string, MatInput> = {
  row: matRow(1, 2.5, -3),
  text: matText('héllo €'),
  no_text: matText(''),
  rows: { kind: 'char', shape: [2, 3], rows: ['abc', 'def'] },
  flags: matArray('logical', [1, 3], Uint8Array.of(1, 0, 1)),
  wide: matArray('int64', [2, 1], BigInt64Array.of(-5n, 2n ** 60n)),
  complex: {
    ...matArray('single', [1, 2], Float32Array.of(1, 2)),
    imaginary: Float32Array.of(3, 4),
  },
  bytes: matArray('uint8', [1, 2], Uint8Array.of(0, 255)),
  numbers: {
    kind: 'numeric',
    class: 'int16',
    shape: [2, 3],
    data: Int16Array.of(1, 2, 3, 4, 5, 6),
    order: 'row-major',
  },
  sparse_double: sparse(Float64Array.of(1, 2.5, -3, 4)),
  sparse_complex: {
    ...sparse(Float64Array.of(1, 2.5, -3, 4)),
    imaginary: Float64Array.of(-1, 0, 0, 7),
  },
  sparse_logical: {
    kind: 'sparse',
    class: 'logical',
    shape: [4, 5],
    rows: Int32Array.of(0, 2, 1, 3),
    columnStarts: Int32Array.of(0, 2, 2, 3, 3, 4),
    data: Uint8Array.of(1, 1, 1, 1),
  },
  sparse_empty: {
    kind: 'sparse',
    class: 'double',
    shape: [3, 2],
    rows: new Int32Array(0),
    columnStarts: new Int32Array(3),
    data: new Float64Array(0),
  },
  cell: matCell<MatInput>([matText('ab'), matRow(7), matCell<MatInput>([])]),
  nested: matStruct<MatInput>({ b: matRow(1), a: matStruct<MatInput>({ x: matText('deep') }) }),
  people: {
    kind: 'struct',
    shape: [1, 2],
    fields: new Map([['name', [matText('Ann'), matText('Bo')]]]),
  },
  stream: {
    kind: 'stream',
    class: 'single',
    shape: [300, 400],
    *chunks() {
      for (let column = 0; column < 400; column += 1) yield new Float32Array(300).fill(column);
    },
  },
};

function sparse(data: Float64Array): MatSparse<'double'> {
  const [rows, columnStarts] = [Int32Array.of(0, 2, 1, 3), Int32Array.of(0, 2, 2, 3, 3, 4)];
  return { kind: 'sparse', class: 'double', shape: [4, 5], rows, columnStarts, data };
}

const [folder = '.'] = process.argv.slice(2);
await writeMat(`${folder}/sample_v6.mat`, sample, { compression: 0 });
await writeMat(`${folder}/sample_v7.mat`, sample);
