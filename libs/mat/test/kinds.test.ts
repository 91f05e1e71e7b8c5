import { describe, expect, it } from 'vitest';
import { readMat, type MatValue } from '../src/index.js';
import { fixture, fixtureSource } from './fixtures.js';

type Expected = Record<string, Record<string, unknown>>;
const expected = JSON.parse(new TextDecoder().decode(fixture('kinds.json'))) as Expected;

/** A value in the form of `kinds.json`, written by tools/oracle/mat/make_kinds.py. */
function plain(value: MatValue): unknown {
  const { shape } = value;
  switch (value.kind) {
    case 'numeric':
      return value.imaginary === undefined
        ? { shape, data: numbers(value.data) }
        : { shape, data: numbers(value.data), imaginary: numbers(value.imaginary) };
    case 'char':
      return { rows: value.rows };
    case 'cell':
      return { shape, cells: value.cells.map(plain) };
    case 'struct':
      return {
        shape,
        fields: Object.fromEntries([...value.fields].map(([name, all]) => [name, all.map(plain)])),
      };
    case 'skipped':
      return value;
  }
}

function numbers(data: ArrayLike<number | bigint>): (number | string)[] {
  return Array.from(data, (number) => (typeof number === 'bigint' ? String(number) : number));
}

describe('readMat, against what SciPy reads', () => {
  it.each(['kinds_v6', 'kinds_v7', 'kinds_big_endian'])(
    'reads every variable of %s.mat',
    async (name) => {
      const variables = await readMat(fixtureSource(`${name}.mat`));
      const read = Object.fromEntries([...variables].map(([key, value]) => [key, plain(value)]));
      expect(read).toEqual(expected[name]);
    },
  );

  it('tells the class of every variable', async () => {
    const variables = await readMat(fixtureSource('kinds_v7.mat'));
    for (const [name, value] of variables) {
      if (value.kind !== 'numeric' || !name.startsWith('of_')) continue;
      expect(`of_${value.class}`).toBe(name);
    }
    expect(variables.get('flags')).toMatchObject({ kind: 'numeric', class: 'logical' });
    expect(variables.get('of_int64')).toMatchObject({ data: expect.any(BigInt64Array) as unknown });
  });

  it('reads what MATLAB itself packs: doubles stored as bytes, logicals, empty cells', async () => {
    const variables = await readMat(fixtureSource('matlab_packed_v7.mat'));
    const net = variables.get('net');
    const layers = net?.kind === 'struct' ? net.fields.get('layers')?.[0] : undefined;
    const first = layers?.kind === 'cell' ? layers.cells[0] : undefined;
    const fields = first?.kind === 'struct' ? first.fields : new Map<string, MatValue[]>();
    expect([...fields.keys()]).toEqual([
      'type',
      'name',
      'weights',
      'stride',
      'pad',
      'learningRate',
      'opts',
      'precious',
    ]);
    expect(fields.get('pad')).toEqual([
      { kind: 'numeric', class: 'double', shape: [1, 4], data: Float64Array.of(1, 1, 1, 1) },
    ]);
    expect(fields.get('precious')).toMatchObject([{ class: 'logical', shape: [1, 1] }]);
    expect(fields.get('opts')).toEqual([{ kind: 'cell', shape: [0, 0], cells: [] }]);
  });
});
