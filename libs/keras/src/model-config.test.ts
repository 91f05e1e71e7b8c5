import { describe, expect, it } from 'vitest';
import { KerasError } from './keras-error.js';
import { batchShapeOf, parseModelConfig, type ModelConfig } from './model-config.js';

const parse = (value: unknown): ModelConfig => parseModelConfig('m.h5', JSON.stringify(value));

const functional = (layers: object[], more: object = {}): object => ({
  class_name: 'Functional',
  config: { name: 'm', layers, ...more },
});

/** What the applications of a layer read, as `layer/application`. */
function readsOf(nodes: unknown, layer: object = { class_name: 'Add', config: {} }): string[][] {
  const { layers } = parse(functional([{ ...layer, inbound_nodes: nodes }]));
  return layers[0]!.applications.map((refs) =>
    refs.map((ref) => `${ref.layer}/${ref.application}`),
  );
}

const tensorOf = (...history: unknown[]): object => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4], dtype: 'float32', keras_history: history },
});

describe('what a layer reads', () => {
  it.each<[string, unknown, string[][]]>([
    ['nothing', [], []],
    ['one tensor in Keras 2', [[['a', 0, 0, {}]]], [['a/0']]],
    [
      'two tensors in Keras 2',
      [
        [
          ['a', 0, 0, {}],
          ['b', 1, 0, {}],
        ],
      ],
      [['a/0', 'b/1']],
    ],
    ['twice in Keras 2', [[['a', 0, 0, {}]], [['b', 0, 0, {}]]], [['a/0'], ['b/0']]],
    ['one tensor alone, as operations have it', [['a', 0, 0, { y: 2 }]], [['a/0']]],
    ['a tensor in the arguments', [['a', 0, 0, { y: ['b', 2, 0] }]], [['a/0', 'b/2']]],
    ['a constant', [['_CONSTANT_VALUE', -1, 2, { y: ['a', 0, 0] }]], [['a/0']]],
    ['one tensor in Keras 3', [{ args: [tensorOf('a', 0, 0)], kwargs: {} }], [['a/0']]],
    [
      'a list of tensors in Keras 3',
      [{ args: [[tensorOf('a', 0, 0), tensorOf('b', 3, 0)]], kwargs: {} }],
      [['a/0', 'b/3']],
    ],
    [
      'a tensor by name in Keras 3',
      [{ args: [], kwargs: { x: tensorOf('a', 0, 0), y: 1.5 } }],
      [['a/0']],
    ],
  ])('is %s', (_, nodes, reads) => {
    expect(readsOf(nodes)).toEqual(reads);
  });
});

describe('the name of a layer', () => {
  it.each<[string, object, string]>([
    ['stands beside its class', { class_name: 'A', name: 'own', config: { name: 'other' } }, 'own'],
    ['or in its options', { class_name: 'A', config: { name: 'other' } }, 'other'],
    ['or is its class', { class_name: 'A', config: { name: 3 } }, 'A'],
  ])('%s', (_, layer, name) => {
    expect(parse(functional([layer])).layers[0]).toMatchObject({ name, className: 'A' });
  });
});

describe('a model within a model', () => {
  const inner = (first: object): object => ({
    ...functional([{ class_name: 'InputLayer', config: first }]),
    name: 'inner',
  });

  it.each<[string, object, unknown, number]>([
    ['counts its own definition in Keras 2', { batch_input_shape: [null, 4] }, [[['a', 1, 0]]], 1],
    ['counts from 0 in Keras 3', { batch_shape: [null, 4] }, [{ args: [tensorOf('a', 0, 0)] }], 0],
    ['counts from 0 where it knows no input', {}, [[['a', 0, 0]]], 0],
  ])('%s', (_, first, nodes, expected) => {
    const { layers } = parse(functional([{ ...inner(first), inbound_nodes: nodes }]));
    expect(layers[0]).toMatchObject({ name: 'inner', firstApplication: expected });
    expect(layers[0]?.model?.layers).toHaveLength(1);
  });

  const keras3 = [{ args: [tensorOf('a', 0, 0)] }, { args: [tensorOf('inner', 0, 0)] }];
  const keras2 = [[['a', 0, 0, {}]], [['inner', 1, 0, {}]]];

  it.each<[string, string, unknown, number]>([
    ['counts its own definition among the outputs of Keras 3', 'Functional', keras3, 1],
    ['does not as a Sequential', 'Sequential', keras3, 2],
    ['counts it everywhere in Keras 2', 'Functional', keras2, 2],
  ])('%s', (_, className, nodes, expected) => {
    const layer = { ...inner({ batch_shape: [null, 4] }), class_name: className };
    const { outputs } = parse(
      functional([{ ...layer, inbound_nodes: nodes }], { output_layers: ['inner', 2, 0] }),
    );
    expect(outputs).toEqual([{ layer: 'inner', application: expected }]);
  });
});

describe('where a model begins and ends', () => {
  it.each<[string, unknown]>([
    ['a list of one', [['x', 0, 0]]],
    ['the tensor alone', ['x', 0, 0]],
  ])('is %s', (_, ends) => {
    const { inputs, outputs } = parse(
      functional([], { input_layers: ends, output_layers: { y: ends } }),
    );
    expect(inputs).toEqual([{ layer: 'x', application: 0 }]);
    expect(outputs).toEqual(inputs);
  });
});

describe('a configuration that cannot be read', () => {
  it.each<[string, string]>([
    ['no JSON', '{"class_name": "Seq'],
    ['no object', '[]'],
    ['null', 'null'],
    ['a class that is a number', '{"class_name": 1, "config": {"layers": []}}'],
    ['layers that are no list', '{"class_name": "Sequential", "config": {"layers": {}}}'],
    ['a layer without options', '{"class_name": "S", "config": {"layers": [{"class_name": "A"}]}}'],
    [
      'nodes that are no list',
      '{"class_name": "S", "config": {"layers": [{"class_name": "A", "config": {}, "inbound_nodes": 1}]}}',
    ],
    [
      'an inner model without layers',
      '{"class_name": "S", "config": {"layers": [{"class_name": "Model", "config": {}}]}}',
    ],
  ])('is refused: %s', (_, text) => {
    expect(() => parseModelConfig('m.h5', text)).toThrow(KerasError);
    expect(() => parseModelConfig('m.h5', text)).toThrow(
      expect.objectContaining({
        code: 'KERAS_FORMAT',
        message: expect.stringMatching(
          /^m\.h5 has a model_config that cannot be read: .+$/,
        ) as string,
      }),
    );
  });
});

describe('the shape of an input', () => {
  const of = (config: Record<string, unknown>): unknown =>
    batchShapeOf('m.h5', { name: 'x', className: 'InputLayer', config });

  it('has the name of Keras 2 or of Keras 3, and may be left out', () => {
    expect(of({ batch_input_shape: [null, 8, null] })).toEqual([null, 8, null]);
    expect(of({ batch_shape: [32, 4] })).toEqual([32, 4]);
    expect(of({ batch_input_shape: null, batch_shape: [null, 4] })).toEqual([null, 4]);
    expect(of({ batch_shape: null })).toBeUndefined();
    expect(of({})).toBeUndefined();
  });

  it.each([['32'], [['a']], [[null, 0]], [[null, -1]], [[null, 2.5]], [{ 0: 1 }]])(
    'is refused where it is %j',
    (shape) => {
      for (const name of ['batch_input_shape', 'batch_shape']) {
        expect(() => of({ [name]: shape })).toThrow(
          expect.objectContaining({
            code: 'KERAS_FORMAT',
            message: expect.stringContaining(
              'm.h5: layer "x" (InputLayer) has an input shape that cannot be read: ',
            ) as string,
          }),
        );
      }
    },
  );
});
