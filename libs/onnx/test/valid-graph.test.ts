import {
  conv2d,
  dense,
  inferShapes,
  maxPool,
  NetworkBuilder,
  relu,
  type Layer,
  type Network,
} from '@gender/network';
import { elementCount, zeroTensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantizableActivations, readOnnxGraph, toOnnx, type Quantization } from '../src/index.js';
import type { GraphProto } from '../src/proto/onnx_pb.js';
import { graphOf } from './graph-text.js';

type MakeLayer = (name: string, input: string, channels: number) => Layer;

const zeros = (...shape: number[]) => zeroTensor('float32', shape);

/** Layers that keep a feature map of 8 × 8 as it is, so that they fit in any order. */
const makers: readonly MakeLayer[] = [
  (name, input, channels) =>
    conv2d(name, input, {
      kernel: zeros(3, 3, channels, channels),
      bias: zeros(channels),
      padding: [1, 1, 1, 1],
    }),
  (name, input) => relu(name, input),
  (name, input) =>
    maxPool(name, input, { poolSize: [2, 2], strides: [1, 1], padding: [1, 0, 1, 0] }),
  (name, input) => ({ type: 'dropout', name, inputs: [input], rate: 0.5 }),
  (name, input) => ({ type: 'softmax', name, inputs: [input] }),
  (name, input) => ({ type: 'add', name, inputs: [input, input] }),
  (name, input) => ({ type: 'layerNormalization', name, inputs: [input], epsilon: 1e-3 }),
  (name, input, channels) => dense(name, input, { kernel: zeros(channels, channels) }),
  (name, input) => ({
    type: 'localResponseNormalization',
    name,
    inputs: [input],
    size: 2,
    alpha: 1,
    beta: 0.5,
    kappa: 1,
  }),
];

/** Graphs of up to ten layers, each of which reads any of those before it. */
const networks = fc
  .array(fc.tuple(fc.constantFrom(...makers), fc.nat(9), fc.constantFrom('a', 'a/kernel', 'b')), {
    minLength: 1,
    maxLength: 10,
  })
  .map((layers): Network => {
    const builder = new NetworkBuilder({ name: 'image', shape: [8, 8, 3] });
    const activations = ['image'];
    for (const [make, from, name] of layers) {
      const input = activations[from % activations.length]!;
      activations.push(builder.add(make(name, input, 3)));
    }
    return builder.build({ name: 'random' });
  });

const outputs = networks.chain((network) =>
  fc.tuple(
    fc.constant(network),
    fc.subarray(
      network.layers.map(({ name }) => name),
      { minLength: 1 },
    ),
  ),
);

/** What every reader of ONNX demands of a graph. */
function expectValid(graph: GraphProto): void {
  const known = new Set([...graph.input, ...graph.initializer].map(({ name }) => name));
  expect(known.size).toBe(graph.input.length + graph.initializer.length);
  for (const { input, output } of graph.node) {
    for (const name of input) expect(known).toContain(name);
    for (const name of output) {
      expect(known).not.toContain(name);
      known.add(name);
    }
  }
  for (const { name } of graph.output) expect(known).toContain(name);
  for (const { dims, dataType, rawData } of graph.initializer) {
    const bytes = { 1: 4, 2: 1, 3: 1, 6: 4, 7: 8 }[dataType]!;
    expect(rawData).toHaveLength(elementCount(dims.map(Number)) * bytes);
  }
}

describe('the graph of any network', () => {
  it('computes every tensor once, before it is read, and has the outputs asked for', () => {
    fc.assert(
      fc.property(outputs, ([network, wanted]) => {
        const graph = graphOf(network, { outputs: wanted });
        expectValid(graph);
        expect(graph.output.map(({ name }) => name)).toEqual(wanted);
      }),
    );
  });

  it('is as valid in integers, whichever ranges are known', () => {
    const cases = outputs.chain(([network, wanted]) =>
      fc.tuple(
        fc.constant(network),
        fc.constant(wanted),
        fc.subarray(quantizableActivations(network)),
        fc.constantFrom<7 | 8>(7, 8),
      ),
    );
    fc.assert(
      fc.property(cases, ([network, wanted, known, weightBits]) => {
        const ranges = Object.fromEntries(known.map((name) => [name, { min: -1, max: 2 }]));
        const quantization: Quantization = { ranges, weightBits };
        expectValid(graphOf(network, { outputs: wanted, quantization }));
      }),
    );
  });

  it('is read back with the shapes of the network and all of its float weights', () => {
    fc.assert(
      fc.property(outputs, ([network, wanted]) => {
        const shapes = inferShapes(network);
        const model = readOnnxGraph(toOnnx(network, { outputs: wanted }), 'random.onnx');
        expect(model.inputs).toEqual([{ name: 'image', shape: ['N', 8, 8, 3] }]);
        expect(model.outputs).toEqual(
          wanted.map((name) => ({ name, shape: ['N', ...shapes.get(name)!] })),
        );
        for (const { type, shape, data } of model.initializers) {
          if (type === 'float') expect(data).toHaveLength(elementCount(shape));
        }
      }),
    );
  });
});
