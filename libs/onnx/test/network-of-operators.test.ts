import { relu } from '@gender/network';
import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { float, ints } from '../src/attribute.js';
import {
  networkOfOperators,
  type ForeignGraph,
  type ForeignOperator,
} from '../src/operators/index.js';
import type { AttributeProto } from '../src/proto/onnx_pb.js';

/** An operator of a graph of TensorFlow, which goes by the name of its output. */
const operator = (
  shown: string,
  type: string,
  inputs: string[],
  output: string,
  attributes: AttributeProto[] = [],
): ForeignOperator => ({ name: output, shown, type, inputs, outputs: [output], attributes });

/** A graph with an input `x` of pictures `(N, 4, 6, 2)`. */
const graphOf = (nodes: ForeignOperator[], other: Partial<ForeignGraph> = {}): ForeignGraph => ({
  ...{ name: 'frozen', file: 'graph.json', outputs: ['y'], nodes, constants: new Map() },
  inputs: [{ name: 'x', shape: [undefined, 4, 6, 2] }],
  ...other,
});
const activation = operator('Relu6', 'Relu', ['x'], 'y');

describe('a graph of another format', () => {
  it('has its pictures channels last where that is said, whatever their lengths', () => {
    const inputs = [{ name: 'x', shape: [undefined, 3, 6, 8] }];
    const network = networkOfOperators(graphOf([activation], { inputs }), { channelsLast: true });
    expect(network).toEqual({
      ...{ name: 'frozen', input: { name: 'x', shape: [3, 6, 8] }, output: 'y' },
      layers: [relu('y', 'x')],
    });
    // As ONNX says it the first of the three are channels, which become the last.
    expect(networkOfOperators(graphOf([activation], { inputs })).input.shape).toEqual([6, 8, 3]);
  });

  it('is read as an ONNX file: constants folded, formulas joined, what is not needed left out', () => {
    const constants = new Map([
      ['half', tensor('float64', [1], Float64Array.of(24))],
      ['all', tensor('float64', [1], Float64Array.of(-1))],
    ]);
    const nodes = [
      operator('Sigmoid', 'Sigmoid', ['x'], 'gate'),
      operator('Mul', 'Mul', ['gate', 'x'], 'silu'),
      operator('Cumsum', 'CumSum', ['silu'], 'unused'),
      operator('Mul', 'Mul', ['half', 'two'], 'size'),
      operator('Pack', 'Concat', ['all', 'size'], 'shape', []),
      operator('Reshape', 'Reshape', ['silu', 'shape'], 'y'),
    ];
    const two = tensor('float64', [], Float64Array.of(2));
    const graph = graphOf(nodes, { constants: constants.set('two', two) });
    const { layers } = networkOfOperators(graph, { channelsLast: true });
    expect(layers).toEqual([
      { type: 'swish', name: 'silu', inputs: ['x'] },
      { type: 'flatten', name: 'y', inputs: ['silu'] },
    ]);
  });

  it('keeps what is known of it besides its layers', () => {
    const known = { classes: ['Female', 'Male'], temperature: 1.5 };
    const inputs = [{ name: 'x', shape: [undefined, 2] }];
    const nodes = [operator('Softmax', 'Softmax', ['x'], 'y')];
    expect(networkOfOperators(graphOf(nodes, { inputs }), { known })).toMatchObject(known);
  });

  it('names what no layer expresses as its own file does', () => {
    const nodes = [
      operator('Cumsum', 'CumSum', ['x'], 'a'),
      operator('Elu2', 'Swish', ['x'], 'b', [float('alpha', 2)]),
      operator('AddV2', 'Add', ['a', 'b'], 'y'),
    ];
    expect(() => networkOfOperators(graphOf(nodes))).toThrow(
      expect.objectContaining({
        code: 'ONNX_OPERATOR',
        message:
          'graph.json: no layer expresses Cumsum ("a"); Elu2 with an alpha other than 1 ("b"); export the network without them, or cut it before them',
      }),
    );
  });

  const pool = (name: string): ForeignOperator =>
    operator('MaxPool', 'MaxPool', ['x'], name, [ints('kernel_shape', [2, 2])]);
  it.each<[string, string, ForeignGraph, string]>([
    [
      'an operator before what it reads',
      'ONNX_FORMAT',
      graphOf([operator('Identity', 'Identity', ['z'], 'y'), pool('z')]),
      'graph.json: operator "y" (Identity) reads "z", which nothing before it gives',
    ],
    [
      'an attribute of another type',
      'ONNX_FORMAT',
      graphOf([operator('LeakyRelu', 'LeakyRelu', ['x'], 'y', [ints('alpha', [1])])]),
      'graph.json: operator "y" (LeakyRelu) has an attribute "alpha" of type 7, expected 1 (FLOAT)',
    ],
    [
      'several outputs',
      'ONNX_OUTPUT',
      graphOf([activation, pool('z')], { outputs: ['y', 'z'] }),
      'graph.json has 2 outputs (y, z); say which one to read',
    ],
    [
      'an output that is an input',
      'ONNX_OUTPUT',
      graphOf([], { outputs: ['x'] }),
      'graph.json: the output "x" is the input itself',
    ],
    [
      'two inputs',
      'ONNX_GRAPH',
      graphOf([operator('AddV2', 'Add', ['x', 'z'], 'y')], {
        inputs: ['x', 'z'].map((name) => ({ name, shape: [undefined, 2] })),
      }),
      'graph.json computes its output from 2 inputs ("x", "z"), expected one',
    ],
    [
      'an output of constants',
      'ONNX_GRAPH',
      graphOf([operator('Fill', 'Identity', ['c'], 'y')], {
        constants: new Map([['c', tensor('float32', [1], Float32Array.of(1))]]),
      }),
      'graph.json computes its output from 0 inputs, expected one',
    ],
    [
      'an input of one axis',
      'ONNX_GRAPH',
      graphOf([activation], { inputs: [{ name: 'x', shape: [7] }] }),
      'graph.json: the input "x" (7) has no shape of pictures or vectors',
    ],
    [
      'an open size',
      'ONNX_INPUT',
      graphOf([activation], { inputs: [{ name: 'x', shape: [1, undefined, 6, 2] }] }),
      'graph.json: the input "x" (1, ?, 6, 2) leaves its size open; say its shape',
    ],
  ])('is refused: %s', (_, code, graph, message) => {
    expect(() => networkOfOperators(graph, { channelsLast: true })).toThrow(
      expect.objectContaining({ name: 'OnnxError', code, message }),
    );
  });

  it('takes lengths that its file leaves open, and no others', () => {
    const graph = graphOf([activation], {
      inputs: [{ name: 'x', shape: [undefined, undefined, undefined, 2] }],
    });
    const read = (inputShape: [number, number, number]): readonly number[] =>
      networkOfOperators(graph, { channelsLast: true, inputShape }).input.shape;
    expect(read([5, 7, 2])).toEqual([5, 7, 2]);
    expect(() => read([5, 7, 3])).toThrow(
      'graph.json: the input "x" (?, ?, ?, 2) takes (5, 7, 2), channels last, expected (5, 7, 3)',
    );
  });
});
