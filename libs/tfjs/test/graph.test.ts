import type { Layer, Network } from '@gender/network';
import { TfjsError } from '@gender/keras/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTfjs } from '../src/index.js';
import { b, f, i, list, MadeGraph, s, texts } from './made-graph.js';

function reading(make: (graph: MadeGraph) => unknown, output?: string): Network {
  const graph = new MadeGraph();
  make(graph);
  return readTfjs(graph.files, { output });
}

/** The only layer of a graph. */
function layerOf(make: (graph: MadeGraph) => unknown): Layer {
  const { layers } = reading(make);
  expect(layers).toHaveLength(1);
  return layers[0]!;
}

/** A graph with nothing but what its JSON says. */
function fromJson(node: readonly object[], signature?: object): Network {
  const placeholder = {
    name: 'x',
    op: 'Placeholder',
    attr: { shape: { shape: { dim: [-1, 4, 4, 1].map((size) => ({ size })) } } },
  };
  const content = { modelTopology: { node: [placeholder, ...node] }, signature };
  return readTfjs({ path: 'a.json', content, weights: new Map() });
}

describe('the operators of a graph', () => {
  it('are read in any order in which the file has them', () => {
    const graph = new MadeGraph();
    const sum = graph.add(
      'AddV2',
      [graph.add('Relu', ['x'], {}, 'a'), graph.add('Tanh', ['a'], {}, 'b')],
      {},
      'c',
    );
    graph.add('Conv2D', [sum, graph.weight([1, 1, 4, 2])], {}, 'd');
    const { weights, content } = graph.files;
    const expected = readTfjs(graph.files);
    fc.assert(
      fc.property(fc.shuffledSubarray(graph.nodes, { minLength: graph.nodes.length }), (node) => {
        const shuffled = { ...(content as object), modelTopology: { node } };
        const found = readTfjs({ path: 'made.json', content: shuffled, weights });
        expect(new Set(found.layers)).toEqual(new Set(expected.layers));
        expect(found.output).toBe('d');
      }),
      { numRuns: 20 },
    );
  });

  it('keep weights whose names are those of tensors that are made of their settings', () => {
    const graph = new MadeGraph();
    const squeezed = graph.add('ExpandDims', ['x', graph.integer(1)], {}, 'a');
    const map = graph.add('Squeeze', [squeezed], { squeeze_dims: list(1) }, 'b');
    const weight = graph.weight([4], [1, 2, 3, 4]);
    graph.add('Mul', [weight, map], {}, 'c');
    const { weights, content, path } = graph.files;
    const renamed = JSON.parse(
      JSON.stringify(content).replaceAll(`"${weight}"`, '"b/constant"'),
    ) as object;
    const tensors = [...weights].map(
      ([name, each]) => [name === weight ? 'b/constant' : name, each] as const,
    );
    const found = readTfjs({ path, content: renamed, weights: new Map(tensors) });
    expect(found).toEqual(readTfjs(graph.files));
  });

  it('may be a long chain', () => {
    const { layers } = reading((g) => {
      let last = 'x';
      for (let count = 0; count < 3000; count += 1)
        last = g.add(count % 2 ? 'Identity' : 'Relu', [last]);
    });
    expect(layers).toHaveLength(1500);
  });

  it('on which the output does not depend need no layer', () => {
    const make = (g: MadeGraph): void => {
      g.add('Tanh', [g.add('Relu', ['x'], {}, 'features')], {}, 'wanted');
      g.add('Where', ['features'], {}, 'other');
    };
    expect(reading(make, 'wanted').layers).toMatchObject([{ type: 'relu' }, { type: 'tanh' }]);
  });

  it('that only have to run before do not count as inputs', () => {
    const { layers } = reading((g) => {
      g.add('NoOp', [], {}, 'init');
      g.add('Relu', ['^init', 'x:0', '^init']);
    });
    expect(layers).toMatchObject([{ type: 'relu', inputs: ['x'] }]);
  });

  it('say texts and whole numbers in each way that JSON of protocol buffers has', () => {
    const graph = (padding: object, stride: unknown): Network =>
      fromJson([
        {
          name: 'p',
          op: 'MaxPool',
          input: ['x'],
          attr: {
            ksize: { list: { i: [1, 2, 2, 1] } },
            strides: { list: { i: [1, stride, stride, 1] } },
            padding,
          },
        },
      ]);
    const bytes = [...'SAME'].map((letter) => letter.charCodeAt(0));
    const ways = [graph({ s: 'U0FNRQ==' }, '3'), graph({ s: bytes }, 3)];
    for (const { layers } of ways)
      expect(layers).toMatchObject([{ strides: [3, 3], padding: [0, 1, 0, 1] }]);
  });

  it.each<[string, object, string]>([
    ['a text that is no base64', { s: 'SAME!' }, 'attr.padding'],
    ['a byte above 255', { s: [256] }, 'attr.padding'],
    ['a whole number with a point', { i: 1.5 }, 'attr.padding'],
    ['a whole number of too many digits', { i: '1'.repeat(40) }, 'attr.padding'],
  ])('are refused with %s, and with the place of it', (_, padding, where) => {
    const read = (): unknown =>
      fromJson([{ name: 'p', op: 'Relu', input: ['x'], attr: { padding } }]);
    expect(read).toThrow(TfjsError);
    expect(read).toThrow(/^a\.json is no GraphModel of TensorFlow\.js: [^\n]*$/);
    expect(read).toThrow(where);
  });
});

describe('a signature', () => {
  const dim = [-1, 8, 6, 3].map((size) => ({ size: String(size) }));

  it('says which output is meant, though other operators are read by none', () => {
    const graph = new MadeGraph();
    graph.add('Relu', ['x'], {}, 'a');
    graph.add('Tanh', ['x'], {}, 'b');
    graph.signature = { outputs: { 'output:0': { name: 'b:0' } } };
    expect(readTfjs(graph.files).layers).toMatchObject([{ type: 'tanh', name: 'b' }]);
  });

  it('may name an output twice, or a part of an operator', () => {
    const graph = new MadeGraph();
    graph.add('Split', [graph.integer(3), 'x'], { num_split: i(2) }, 'half');
    graph.signature = { outputs: { one: { name: 'half:1' }, other: { name: 'half:1' } } };
    expect(readTfjs(graph.files).layers[1]).toMatchObject({
      name: 'half/1',
      cropping: [2, 0, 0, 0],
    });
  });

  it('says the shape of pictures where the operator does not', () => {
    const node = [
      { name: 'y', op: 'Placeholder', attr: { shape: { shape: { unknownRank: true } } } },
      { name: 'r', op: 'Relu', input: ['y'] },
    ];
    const signature = { inputs: { pictures: { name: 'y:0', tensorShape: { dim } } } };
    expect(fromJson(node, signature).input).toMatchObject({ name: 'y', shape: [8, 6, 3] });
    expect(() => fromJson(node)).toThrow(
      expect.objectContaining({ name: 'TfjsError', code: 'TFJS_INPUT' }),
    );
  });
});

describe('the settings of an operator', () => {
  it.each([
    // TensorFlow.js has no layer or no operator to compare these with.
    ['Exp', 'exponential'],
    ['Softsign', 'softsign'],
  ])('%s is the layer %s', (op, type) => {
    expect(layerOf((g) => g.add(op, ['x']))).toMatchObject({ type });
  });

  it('have the defaults of TensorFlow where the file leaves them out', () => {
    expect(layerOf((g) => g.add('LeakyRelu', ['x']))).toMatchObject({ negativeSlope: 0.2 });
    expect(
      layerOf((g) =>
        g.add('FusedBatchNormV3', ['x', ...['', '', '', ''].map(() => g.weight([4]))], {
          is_training: b(false),
        }),
      ),
    ).toMatchObject({ epsilon: 1e-4 });
    expect(layerOf((g) => g.add('Conv2D', ['x', g.weight([3, 3, 4, 2])]))).toMatchObject({
      ...{ strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] },
    });
  });

  it('are margins before and behind rows and columns', () => {
    const explicit_paddings = list(0, 0, 1, 2, 3, 4, 0, 0); // top, bottom, left, right
    expect(
      layerOf((g) =>
        g.add('Conv2D', ['x', g.weight([3, 3, 4, 2])], {
          padding: s('EXPLICIT'),
          explicit_paddings,
        }),
      ),
    ).toMatchObject({ padding: [1, 2, 3, 4] });
  });

  it('resize with centred pixels by whole factors', () => {
    const layer = layerOf((g) =>
      g.add('ResizeBilinear', ['x', g.integers(12, 15)], { half_pixel_centers: b(true) }),
    );
    expect(layer).toMatchObject({ type: 'upSampling', size: [2, 3], interpolation: 'bilinear' });
  });

  it('of a transposed convolution give what is cut off: (length − 1) · stride + kernel − size', () => {
    // 6 rows: 5 · 2 + 3 − 12 = 1; 5 columns: 4 · 2 + 4 − 10 = 2
    const layer = layerOf((g) =>
      g.add('Conv2DBackpropInput', [g.integers(1, 12, 10, 3), g.weight([3, 4, 3, 4]), 'x'], {
        strides: list(1, 2, 2, 1),
        padding: s('SAME'),
      }),
    );
    expect(layer).toMatchObject({ cropping: [0, 1, 1, 1] });
  });
});

describe('fused operators', () => {
  const kernel = (g: MadeGraph, op: string): string => g.weight([1, 1, 4, op === 'Conv2D' ? 4 : 1]);
  const plain = (g: MadeGraph, op: string): string => g.add(op, ['x', kernel(g, op)], {}, 'c');
  const types = (make: (g: MadeGraph) => unknown): unknown[] =>
    reading(make).layers.map(({ name: _name, inputs: _inputs, ...rest }) => rest);

  it.each([
    ['_FusedConv2D', 'Conv2D'],
    ['FusedDepthwiseConv2dNative', 'DepthwiseConv2dNative'],
  ])('%s is read as %s and what follows it', (fused, op) => {
    for (const follow of ['Relu', 'Relu6', 'Elu', 'Selu', 'Sigmoid', 'Tanh']) {
      const bias = [1, -1, 2, -2];
      const apart = types((g) =>
        g.add(follow, [g.add('BiasAdd', [plain(g, op), g.weight([4], bias)])]),
      );
      const together = types((g) =>
        g.add(fused, ['x', kernel(g, op), g.weight([4], bias)], {
          fused_ops: texts('BiasAdd', follow),
        }),
      );
      expect(together, follow).toEqual(apart);
    }
  });

  it('have no bias where none is named', () => {
    const { layers } = reading((g) =>
      g.add('_FusedConv2D', ['x', g.weight([1, 1, 4, 2])], { fused_ops: texts('Elu') }),
    );
    expect(layers).toMatchObject([{ type: 'conv2d' }, { type: 'elu' }]);
    expect(layers[0]).not.toHaveProperty('bias');
  });

  it('LeakyRelu has a slope of its own name, 0.2 where it is left out', () => {
    const slope = (attributes: Record<string, object>): unknown =>
      reading((g) =>
        g.add('_FusedConv2D', ['x', g.weight([1, 1, 4, 2])], {
          fused_ops: texts('LeakyRelu'),
          alpha: f(0.7),
          ...attributes,
        }),
      ).layers[1];
    expect(slope({ leakyrelu_alpha: f(0.25) })).toMatchObject({ negativeSlope: 0.25 });
    expect(slope({})).toMatchObject({ negativeSlope: 0.2 });
  });
});
