import { describe, expect, it } from 'vitest';
import { decodeGraph, evaluate, type KerasLayer } from '../../test/decode.js';

/** The input of the model, as Keras 3 refers to it. */
const x = { class_name: '__keras_tensor__', config: { keras_history: ['x', 0, 0] } };

/** `keras.ops.<name>(…args)` as Keras 3 writes it. */
function operation(name: string, ...args: unknown[]): KerasLayer {
  return {
    class_name: name,
    module: 'keras.src.ops.numpy',
    config: { name: 'mine' },
    inbound_nodes: [{ args, kwargs: {} }],
  };
}

/** An operation of TensorFlow as Keras 2 writes it: one tensor, the other operand by its name. */
function lambda(name: string, others: object): KerasLayer {
  return {
    class_name: 'TFOpLambda',
    config: { name: 'mine', function: name },
    inbound_nodes: [['x', 0, 0, { ...others, name: null }]],
  };
}

const inputs = [-2, 0.5, 51];

describe('an operation with a constant', () => {
  it.each<[string, KerasLayer, (value: number) => number]>([
    ['x / 255', operation('TrueDivide', x, 255), (v) => v / 255],
    ['x / 4', operation('Divide', x, 4), (v) => v / 4],
    ['x · 3', operation('Multiply', x, 3), (v) => v * 3],
    ['3 · x', operation('Multiply', 3, x), (v) => v * 3],
    ['x + 7', operation('Add', x, 7), (v) => v + 7],
    ['7 + x', operation('Add', 7, x), (v) => v + 7],
    ['x − 7', operation('Subtract', x, 7), (v) => v - 7],
    ['7 − x', operation('Subtract', 7, x), (v) => 7 - v],
    ['max(x, 1)', operation('Maximum', x, 1), (v) => Math.max(v, 1)],
    ['min(1, x)', operation('Minimum', 1, x), (v) => Math.min(v, 1)],
    ['−x', operation('Negative', x), (v) => -v],
    ['x²', operation('Square', x), (v) => v * v],
    ['relu6(x)', operation('Relu6', x), (v) => Math.min(Math.max(v, 0), 6)],
    ['x / 255 of Keras 2', lambda('math.truediv', { y: 255 }), (v) => v / 255],
    ['x − 7 of Keras 2', lambda('math.subtract', { y: 7 }), (v) => v - 7],
    ['x + 7 of Keras 2', lambda('__operators__.add', { y: 7 }), (v) => v + 7],
    ['relu(x) of Keras 2', lambda('nn.relu', {}), (v) => Math.max(v, 0)],
    ['silu(x) of Keras 2', lambda('nn.silu', { beta: 1 }), (v) => v / (1 + Math.exp(-v))],
  ])('%s is computed for every value', (_, layer, wanted) => {
    const found = evaluate(decodeGraph([layer]), inputs);
    for (const [index, value] of inputs.entries())
      expect(found[index]).toBeCloseTo(wanted(value), 10);
  });

  it.each<[string, unknown]>([
    ['a list', [1, 2, 4]],
    ['a list within lists, as of an array (1, 1, 3)', [[[1, 2, 4]]]],
    ['a serialised array', { class_name: '__numpy__', config: { value: [1, 2, 4] } }],
  ])('of each channel is taken from %s', (_, constant) => {
    const network = decodeGraph([operation('Subtract', x, constant)]);
    expect(evaluate(network, [10, 10, 10])).toEqual([9, 8, 6]);
  });

  it('divides each channel by its own number', () => {
    const network = decodeGraph([operation('TrueDivide', x, [1, 2, 4])]);
    expect(evaluate(network, [8, 8, 8])).toEqual([8, 4, 2]);
  });
});

describe('an operation of two tensors', () => {
  it.each([
    ['Add', [-4, 1, 102]],
    ['Subtract', [0, 0, 0]],
    ['Multiply', [4, 0.25, 2601]],
    ['Maximum', inputs],
  ] as const)('%s is a layer that reads both', (name, wanted) => {
    const network = decodeGraph([operation(name, x, x)]);
    expect(network.layers).toMatchObject([{ name: 'mine', inputs: ['x', 'x'] }]);
    expect(evaluate(network, inputs)).toEqual(wanted);
  });
});

describe('an operation that networks do not have', () => {
  it.each<[string, KerasLayer, RegExp]>([
    ['a quotient of two tensors', operation('TrueDivide', x, x), /networks divide none/],
    ['a constant by a tensor', operation('TrueDivide', 1, x), /a constant divided by a tensor/],
    ['a limit for each channel', operation('Maximum', x, [1, 2, 3]), /a limit for each channel/],
    ['a text', operation('Add', x, 'seven'), /neither a number nor one for each channel/],
    ['two numbers for three channels', operation('Multiply', x, [1, 2]), /2 numbers for 3 chan/],
    ['three operands', operation('Add', x, x, x), /other than two operands/],
    ['an unknown name', operation('Einsum', x, 2), /"mine" \(Einsum\)/],
    ['an unknown name of Keras 2', lambda('math.cumsum', {}), /"mine" \(TFOpLambda\)/],
    ['what every object has', lambda('constructor', {}), /"mine" \(TFOpLambda\)/],
    ['a mean of channels', operation('Mean', x), /networks reduce rows and columns of a map/],
  ])('is refused by name: %s', (_, layer, words) => {
    expect(() => decodeGraph([layer])).toThrow(words);
    expect(() => decodeGraph([layer])).toThrow(/^model\.h5: layer "mine"/);
  });
});

/** An operation of Keras 3 with options. */
const withConfig = (layer: KerasLayer, config: object): KerasLayer => ({
  ...layer,
  config: { ...layer.config, ...config },
});

describe('an option of an operation that networks do not have', () => {
  const max = { axis: [1, 2], keepdims: false };
  it.each<[string, KerasLayer, string]>([
    ['in Keras 3', withConfig(operation('Max', x), { ...max, initial: 5 }), 'initial: 5'],
    ['of an activation', withConfig(operation('Silu', x), { beta: 2 }), 'beta: 2'],
    ['of two operands', withConfig(operation('Add', x, 1), { scale: [2, 3] }), 'scale: [2,3]'],
    ['of a limit', withConfig(operation('Maximum', x, 1), { below: true }), 'below: true'],
    ['beside one that is read', withConfig(operation('Elu', x), { alpha: 2, beta: 3 }), 'beta: 3'],
    ['in Keras 2', lambda('nn.silu', { beta: 2 }), 'beta: 2'],
    ['by name in Keras 2', lambda('nn.relu', { alpha: 0.5, threshold: false }), 'alpha: 0.5; thr'],
  ])('is refused by name: %s', (_, layer, option) => {
    const { class_name: className } = layer;
    const read = (): unknown => decodeGraph([layer], { shape: [4, 4, 3] });
    expect(read).toThrow(
      `model.h5: layer "mine" (${className}) has an option that networks do not have (${option}`,
    );
  });

  it.each<[string, KerasLayer]>([
    ['is unused', withConfig(operation('Max', x), { ...max, initial: null })],
    ['is what all have', withConfig(operation('Relu', x), { dtype: 'float32', trainable: true })],
    ['stands beside it', withConfig(lambda('nn.relu', {}), { dtype: 'float32', trainable: true })],
  ])('is none where it %s', (_, layer) => {
    expect(decodeGraph([layer], { shape: [4, 4, 3] }).layers).toHaveLength(1);
  });

  it.each<[string, unknown[]]>([
    ['a tensor', [x, x]],
    ['a constant', [x, 2]],
  ])('is refused as an operand, too: %s', (_, operands) => {
    expect(() => decodeGraph([operation('Relu', ...operands)])).toThrow(
      'model.h5: layer "mine" (Relu) has other than one operand',
    );
  });
});

describe('a mean over rows and columns', () => {
  const mean = (config: object): KerasLayer => withConfig(operation('Mean', x), config);
  it.each([
    [[1, 2], false, ['globalAveragePool']],
    [[-3, -2], false, ['globalAveragePool']],
    [[1, 2], true, ['globalAveragePool', 'reshape']],
  ] as const)('along %j, kept: %s, is a pool', (axis, keepdims, types) => {
    const { layers, output } = decodeGraph([mean({ axis, keepdims })], { shape: [4, 4, 3] });
    expect(layers.map(({ type }) => type)).toEqual(types);
    expect(output).toBe('mine');
  });
});
