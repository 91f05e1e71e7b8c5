import {
  matArray,
  matCell,
  matRow,
  matStruct,
  matText,
  writeMat,
  type MatInput,
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

const [folder = '.'] = process.argv.slice(2);
await writeMat(`${folder}/sample_v6.mat`, sample, { compression: 0 });
await writeMat(`${folder}/sample_v7.mat`, sample);
