import { describe, expect, it } from 'vitest';
import { int, ints, text } from '../src/attribute.js';
import { OnnxError } from '../src/index.js';
import { floats, integers, node, read, type File } from './made-file.js';

describe('what no layer expresses', () => {
  it('is named all at once, and nothing that only depends on it', async () => {
    const made = read({
      nodes: [
        node('Relu', ['x'], ['a']),
        node('Sin', ['a'], ['b']),
        node('Conv', ['b', 'w'], ['c']),
        node('Sin', ['a'], ['d']),
        node('Einsum', ['c', 'd'], ['e']),
        node('Pad', ['a', 'pads'], ['f'], [text('mode', 'reflect')]),
        node('Add', ['e', 'f'], ['y']),
      ],
      initializers: [floats('w', [1], [1]), integers('pads', [0, 0, 1, 1, 0, 0, 1, 1])],
    });
    await expect(made).rejects.toBeInstanceOf(OnnxError);
    await expect(made).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message:
        'made.onnx: no layer expresses Sin ("b" and 1 more); Einsum ("e"); Pad of mode reflect ("f"); export the network without them, or cut it before them',
    });
  });

  it('does not matter where the output does not depend on it', async () => {
    const nodes = [node('Relu', ['x'], ['y']), node('Sin', ['y'], ['z'])];
    const { layers } = await read({ nodes });
    expect(layers.map(({ type }) => type)).toEqual(['relu']);
  });

  it.each<[string, File, RegExp]>([
    [
      'a product of two activations',
      { shape: [1, 4], nodes: [node('MatMul', ['x', 'x'], ['y'])] },
      /MatMul with its input 1 not constant/,
    ],
    [
      'a sum with a whole picture',
      {
        nodes: [node('Add', ['x', 'w'], ['y'])],
        initializers: [floats('w', [2, 1, 6], Array<number>(12).fill(1))],
      },
      /Add with a constant of shape \(2, 1, 6\)/,
    ],
    [
      'a sum that is larger than the picture',
      {
        shape: ['N', 2, 4, 1],
        nodes: [node('Add', ['x', 'w'], ['y'])],
        initializers: [floats('w', [6], Array<number>(6).fill(1))],
      },
      /larger/,
    ],
    [
      'a shape without the batch',
      { nodes: [node('Reshape', ['x', 's'], ['y'])], initializers: [integers('s', [4, -1])] },
      /Reshape to a shape without the batch/,
    ],
    [
      'pooling of five axes',
      {
        nodes: [node('Unsqueeze', ['x', 'axes'], ['a']), node('GlobalMaxPool', ['a'], ['y'])],
        initializers: [integers('axes', [4])],
      },
      /GlobalMaxPool of 5 axes/,
    ],
    ...['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow', 'PRelu'].map(
      (type): [string, File, RegExp] => [
        `${type} with a number that has an axis more than the tensor`,
        {
          nodes: [node(type, ['x', 'w'], ['y'])],
          initializers: [floats('w', [1, 1, 1, 1, 1], [2])],
        },
        /\(1, 1, 1, 1, 1\) that makes the tensor larger/,
      ],
    ),
    [
      'the number of pictures in a sum',
      {
        nodes: [
          node('Shape', ['x'], ['s']),
          node('Add', ['s', 's'], ['t']),
          node('Reshape', ['x', 't'], ['y']),
        ],
      },
      /number of pictures/,
    ],
    [
      'an operator of another domain',
      { nodes: [{ ...node('Relu', ['x'], ['y']), domain: 'com.microsoft' }] },
      /com\.microsoft\.Relu/,
    ],
  ])('%s', async (_, made, words) => {
    await expect(read(made)).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message: expect.stringMatching(words) as string,
    });
  });
});

describe('an output', () => {
  it('without the batch as its first axis is refused by its name and file', async () => {
    const nodes = [node('Transpose', ['x'], ['y'], [ints('perm', [1, 0, 2, 3])])];
    await expect(read({ nodes })).rejects.toMatchObject({
      code: 'ONNX_OUTPUT',
      message: 'made.onnx: the output "y" does not have the batch, and it alone, as its first axis',
    });
  });
});

describe('a file that contradicts itself, or asks for too much', () => {
  it.each<[string, File, RegExp]>([
    [
      'a circle',
      {
        nodes: [
          node('Add', ['x', 'b'], ['a']),
          node('Relu', ['a'], ['b']),
          node('Relu', ['b'], ['y']),
        ],
      },
      /reads "b", which nothing before it gives/,
    ],
    ['an operator that reads itself', { nodes: [node('Add', ['x', 'y'], ['y'])] }, /reads "y"/],
    [
      'a tensor that two give',
      { nodes: [node('Relu', ['x'], ['y']), node('Tanh', ['x'], ['y'])] },
      /gives "y", which is there already/,
    ],
    [
      'an output that nothing gives',
      { nodes: [node('Relu', ['x'], ['z'])] },
      /nothing gives the output "y"/,
    ],
    [
      'an output without a name',
      { nodes: [node('Relu', ['x'], [''])], outputs: [''] },
      /nothing gives the output ""/,
    ],
    [
      'an operator without inputs',
      {
        nodes: [
          node('Relu', ['x'], ['a']),
          node('Relu', [], ['b']),
          node('Add', ['a', 'b'], ['y']),
        ],
      },
      /lacks its input 0/,
    ],
    [
      'weights that do not fit',
      {
        nodes: [node('Conv', ['x', 'w'], ['y'])],
        initializers: [floats('w', [1, 3, 1, 1], [1, 2, 3])],
      },
      /operator "y" \(Conv\): layer "y"/,
    ],
    [
      'a slice of which nothing is left',
      {
        nodes: [node('Slice', ['x', 'start', 'end', 'axis'], ['y'])],
        initializers: [integers('start', [3]), integers('end', [1]), integers('axis', [2])],
      },
      /^made\.onnx: operator "y" \(Slice\): layer "y"/,
    ],
    [
      'fewer elements than the shape says',
      {
        nodes: [node('Add', ['x', 'w'], ['y'])],
        initializers: [floats('w', [2 ** 20, 2 ** 20], [1])],
      },
      /has 1 elements, expected 1099511627776/,
    ],
    [
      'a constant of a terabyte',
      {
        nodes: [node('ConstantOfShape', ['s'], ['c']), node('Add', ['x', 'c'], ['y'])],
        initializers: [integers('s', [2 ** 20, 2 ** 20])],
      },
      /computes a constant of shape \(1048576, 1048576\)/,
    ],
    [
      'a range without end',
      {
        nodes: [node('Range', ['a', 'b', 'c'], ['d']), node('Add', ['x', 'd'], ['y'])],
        initializers: [integers('a', [0]), integers('b', [2 ** 40]), integers('c', [1])],
      },
      /computes a constant/,
    ],
    [
      'operators of the future',
      { nodes: [node('Relu', ['x'], ['y'])], opset: 99 },
      /version 99, expected 7 to 25/,
    ],
    [
      'an attribute of another type',
      { nodes: [node('LeakyRelu', ['x'], ['y'], [int('alpha', 1)])] },
      /attribute "alpha" of type 2, expected 1 \(FLOAT\)/,
    ],
  ])('%s', async (_, made, words) => {
    await expect(read(made)).rejects.toMatchObject({
      code: 'ONNX_FORMAT',
      message: expect.stringMatching(words) as string,
    });
  });

  it('is refused as larger than any picture', async () => {
    const made = read({ nodes: [node('Relu', ['x'], ['y'])], shape: [1, 3, 2 ** 20, 2 ** 20] });
    await expect(made).rejects.toMatchObject({ code: 'ONNX_INPUT' });
  });

  it('is read in no time however long its chain of operators', async () => {
    const chain = Array.from({ length: 3000 }, (_, index) =>
      node(
        'Add',
        [index === 0 ? 'x' : `a${index - 1}`, index === 0 ? 'x' : `a${index - 1}`],
        [index === 2999 ? 'y' : `a${index}`],
      ),
    );
    expect((await read({ nodes: chain })).layers).toHaveLength(3000);
  });
});
