import { describe, expect, it } from 'vitest';
import { openMat, readMat, type MatValue } from '../src/index.js';
import { fixture, fixturePath, fixtureSource } from './fixtures.js';
import { plain } from './plain.js';

type Expected = Record<string, Record<string, unknown>>;
const expected = JSON.parse(new TextDecoder().decode(fixture('kinds.json'))) as Expected;

const sparse_logical = expected['kinds_v7']?.['sparse_logical'];
/** What SciPy does not read: sparse logicals of Octave, and what only MATLAB can rebuild. */
const unknownToScipy: Partial<Expected> = {
  octave_v6: { sparse_logical },
  octave_v7: { sparse_logical },
  kinds_v73: {
    a_string: { kind: 'opaque', class: 'opaque' },
    a_handle: { kind: 'opaque', class: 'function_handle' },
  },
};

describe('readMat, against what SciPy reads', () => {
  it.each(Object.keys(expected))('reads every variable of %s.mat', async (name) => {
    const variables = await readMat(fixturePath(`${name}.mat`));
    const read = Object.fromEntries([...variables].map(([key, value]) => [key, plain(value)]));
    expect(read).toEqual({ ...expected[name], ...unknownToScipy[name] });
  });

  it.each(['kinds_v7.mat', 'kinds_big_endian.mat', 'kinds_v73.mat', 'octave_v7.mat'])(
    'tells the class of every variable of %s',
    async (name) => {
      const variables = await readMat(fixturePath(name));
      for (const [variable, value] of variables) {
        if (value.kind !== 'numeric' || !variable.startsWith('of_')) continue;
        expect(`of_${value.class}`).toBe(variable);
      }
      expect(variables.get('flags')).toMatchObject({ kind: 'numeric', class: 'logical' });
      const sparse = { kind: 'sparse', class: 'logical', data: expect.any(Uint8Array) as unknown };
      expect(variables.get('sparse_logical')).toMatchObject(sparse);
      const wide = { data: expect.any(BigInt64Array) as unknown };
      expect(variables.get('of_int64')).toMatchObject(wide);
    },
  );

  it.each([
    ['4', 'little-endian', 'kinds_v4.mat'],
    ['4', 'big-endian', 'kinds_v4_big_endian.mat'],
    ['5', 'little-endian', 'octave_v6.mat'],
    ['5', 'big-endian', 'kinds_big_endian.mat'],
    ['7.3', 'little-endian', 'kinds_v73.mat'],
  ])('tells version %s and byte order %s', async (version, byteOrder, name) => {
    await using file = await openMat(fixturePath(name));
    expect(file).toMatchObject({ version, byteOrder });
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

  it('reads the same network from version 7.3 as from version 7', async () => {
    const [packed, hdf5] = await Promise.all(
      ['dagnn_residual_packed_v7.mat', 'dagnn_residual_v73.mat'].map(async (name) => {
        const variables = await readMat(fixturePath(name));
        return [...variables].map(([key, value]) => [key, plain(value)]);
      }),
    );
    expect(JSON.stringify(hdf5)).toBe(JSON.stringify(packed, withoutTrailingOnes));
  });
});

/** MATLAB itself has no axes of length 1 at the end; the file of version 7 was put together with one. */
function withoutTrailingOnes(key: string, value: unknown): unknown {
  if (key !== 'shape' || !Array.isArray(value)) return value;
  const last = value.findLastIndex((length) => length !== 1);
  return value.slice(0, Math.max(2, last + 1)) as unknown;
}
