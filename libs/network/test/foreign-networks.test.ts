import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conv2d,
  dense,
  inferShapes,
  networkOf,
  NetworkError,
  relu,
  validateNetwork,
  type Network,
} from '../src/index.js';

const ramp = (...shape: number[]) => {
  const length = shape.reduce((product, each) => product * each, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length }, (_, index) => index / length),
  );
};

const network: Network = {
  ...networkOf(
    'good',
    [6, 6, 3],
    conv2d('conv', 'image', { kernel: ramp(3, 3, 3, 4), bias: ramp(4), padding: [1, 1, 1, 1] }),
    relu('relu', 'conv'),
    { type: 'add', name: 'sum', inputs: ['conv', 'relu'] },
    { type: 'permute', name: 'permute', inputs: ['sum'], axes: [1, 0, 2] },
    { type: 'globalAveragePool', name: 'pool', inputs: ['permute'] },
    dense('fc', 'pool', { kernel: ramp(4, 2) }),
  ),
  classes: ['a', 'b'],
  normalization: { mean: ramp(3), border: [2, 2] },
};

type Path = readonly (string | number)[];

/** The places of all values inside a value, tensors apart. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || 'dtype' in value) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

/** A copy with another value at one place, or without what is there. */
function replaced(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  const fields = new Map(Object.entries(value as object));
  if (rest.length === 0 && other === undefined) fields.delete(String(key));
  else fields.set(String(key), replaced(fields.get(String(key)), rest, other));
  return Array.isArray(value) ? [...fields.values()] : Object.fromEntries(fields);
}

/** Values that files of other software, or damaged ones, have had where others belong. */
const others = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, -1, 0, 0.5, 1, 2, 2 ** 40, NaN, Infinity, '', 'conv'),
  fc.constantFrom<unknown>('image', 'fc', 'dense', [], [1], [1, 2], [0, 0, 0, 0], {}, true),
  fc.constantFrom<unknown>(ramp(2), ramp(4, 2), ramp(0), { ...ramp(4), shape: [5] }),
  fc.jsonValue(),
);

describe('validateNetwork', () => {
  it('refuses whatever is put in the place of any field, or gives a network whose shapes fit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(network)), others, (path, other) => {
        let valid: Network;
        try {
          valid = validateNetwork(replaced(network, path, other));
        } catch (error) {
          expect(error).toBeInstanceOf(NetworkError);
          expect((error as Error).message).toMatch(/^[^\n]+$/);
          return;
        }
        expect(inferShapes(valid).get(valid.output)?.at(-1)).toBe(valid.classes?.length ?? 2);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses every layer without any one of its fields, and every field that it does not know', () => {
    const optional = ['bias'];
    network.layers.forEach((layer, index) => {
      for (const field of Object.keys(layer).filter((each) => !optional.includes(each))) {
        const without = replaced(network, ['layers', index, field], undefined);
        expect(() => validateNetwork(without), `${layer.name} without ${field}`).toThrow(
          NetworkError,
        );
      }
      const more = replaced(network, ['layers', index, 'trainable'], true);
      expect(() => validateNetwork(more)).toThrow(
        expect.objectContaining({
          code: 'NETWORK_SCHEMA',
          message: expect.stringContaining(`layer "${layer.name}"`) as string,
        }),
      );
    });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'network'],
    ['a list', []],
    ['no layers', { ...network, layers: [] }],
    ['a layer that is none', { ...network, layers: [null] }],
    ['a type that there is not', replaced(network, ['layers', 1, 'type'], 'elu6')],
    ['a layer that reads itself', replaced(network, ['layers', 1, 'inputs'], ['relu'])],
    ['a sum of one', replaced(network, ['layers', 2, 'inputs'], ['conv'])],
    ['a ReLU of two', replaced(network, ['layers', 1, 'inputs'], ['conv', 'conv'])],
  ])('refuses %s', (_, value) => {
    expect(() => validateNetwork(value)).toThrow(NetworkError);
  });
});
