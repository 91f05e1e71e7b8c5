import { describe, expect, it } from 'vitest';
import { namedArguments, operandsOf } from './operands.js';

const tensor = { tensor: true };
const kerasTensor = { class_name: '__keras_tensor__', config: { keras_history: ['conv', 0, 0] } };

describe('operandsOf', () => {
  it.each<[string, unknown, unknown[]]>([
    ['x / 255 of Keras 3', { args: [kerasTensor, 255], kwargs: {} }, [tensor, { constant: 255 }]],
    ['1 - x of Keras 3', { args: [1, kerasTensor], kwargs: {} }, [{ constant: 1 }, tensor]],
    ['x + y of Keras 3', { args: [kerasTensor], kwargs: { x2: kerasTensor } }, [tensor, tensor]],
    ['x / 255 of Keras 2', ['image', 0, 0, { y: 255, name: null }], [tensor, { constant: 255 }]],
    [
      '1 - x of Keras 2',
      ['_CONSTANT_VALUE', -1, 1, { y: ['conv', 0, 0] }],
      [{ constant: 1 }, tensor],
    ],
    ['x + y of Keras 2', [['a', 0, 0, { y: ['b', 0, 0], name: null }]], [tensor, tensor]],
    [
      'a layer of Keras 2 with two inputs',
      [
        ['a', 0, 0, {}],
        ['b', 0, 0, {}],
      ],
      [tensor, tensor],
    ],
    ['nothing', undefined, []],
  ])('finds those of %s', (_, node, expected) => {
    expect(operandsOf(node)).toEqual(expected);
  });
});

describe('namedArguments', () => {
  it.each<[string, unknown, object]>([
    ['Keras 3', { args: [kerasTensor], kwargs: { training: true } }, { training: true }],
    ['a layer of Keras 2', [['a', 0, 0, { training: true }]], { training: true }],
    ['an operation of Keras 2', ['a', 0, 0, { y: 2, name: null }], { y: 2, name: null }],
    [
      'a layer of Keras 2 with two inputs',
      [
        ['a', 0, 0, { axis: 1 }],
        ['b', 0, 0],
      ],
      { axis: 1 },
    ],
    ['Keras 3 without any', { args: [kerasTensor] }, {}],
    ['nothing', undefined, {}],
  ])('finds those of %s', (_, node, expected) => {
    expect(namedArguments(node)).toEqual(expected);
  });
});
