import {
  conv2d,
  dense,
  maxPool,
  networkOf,
  relu,
  type Layer,
  type LayerType,
} from '@gender/network';
import { tensor, zeroTensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { graphOf, initializerLines, nodeLines } from '../test/graph-text.js';

/** A layer of the type, which reads `image`, and what ONNX says of it. */
interface Case {
  /** Of `image`; default `(6, 8, 4)`. */
  readonly shape?: readonly number[];
  readonly layer: Layer;
  /** The operators; `X` is `image` with its channels first, `Y` the layer's result in that layout. */
  readonly nodes: readonly string[];
  readonly initializers?: readonly string[];
}

/** A layer without its place in a network. */
type LayerOptions<L = Layer> = L extends Layer ? Omit<L, 'name' | 'inputs'> : never;

const zeros = (...shape: number[]): Float32Tensor => zeroTensor('float32', shape);
const base = { name: 'layer', inputs: ['image'] };
const twice = { name: 'layer', inputs: ['image', 'image'] };
const window = { poolSize: [2, 3], strides: [2, 1], padding: [1, 0, 2, 0] } as const;
const windowText = '{kernel_shape: 2 3, strides: 2 1, pads: 1 2 0 0}';

const formula = (options: LayerOptions, ...nodes: string[]): Case => ({
  layer: { ...base, ...options },
  nodes,
  initializers: [...new Set(nodes.join(' ').match(/layer\/-?[\d.]+(_\d)?/g) ?? [])].map(
    (name) => `${name} ()`,
  ),
});

/** Formulas, an operator for each operation; numbers are named after their values. */
const elementwise = {
  sigmoid: formula({ type: 'sigmoid' }, 'Sigmoid image -> layer'),
  tanh: formula({ type: 'tanh' }, 'Tanh image -> layer'),
  exponential: formula({ type: 'exponential' }, 'Exp image -> layer'),
  softplus: formula({ type: 'softplus' }, 'Softplus image -> layer'),
  softsign: formula(
    { type: 'softsign' },
    'Abs image -> layer/abs',
    'Add layer/abs layer/1 -> layer/add',
    'Div image layer/add -> layer',
  ),
  elu: formula({ type: 'elu', alpha: 1 }, 'Elu image -> layer'),
  selu: formula({ type: 'selu' }, 'Selu image -> layer'),
  swish: formula(
    { type: 'swish' },
    'Sigmoid image -> layer/sigmoid',
    'Mul image layer/sigmoid -> layer',
  ),
  mish: formula(
    { type: 'mish' },
    'Softplus image -> layer/softplus',
    'Tanh layer/softplus -> layer/tanh',
    'Mul image layer/tanh -> layer',
  ),
  gelu: formula(
    { type: 'gelu', approximate: false },
    'Mul image layer/0.5 -> layer/mul',
    'Mul image layer/0.7071067811865476 -> layer/mul_2',
    'Erf layer/mul_2 -> layer/erf',
    'Add layer/erf layer/1 -> layer/add',
    'Mul layer/mul layer/add -> layer',
  ),
  hardSigmoid: formula(
    { type: 'hardSigmoid', slope: 0.25 },
    'Mul image layer/0.25 -> layer/mul',
    'Add layer/mul layer/0.5 -> layer/add',
    'Max layer/add layer/0 -> layer/max',
    'Min layer/max layer/1 -> layer',
  ),
  clip: formula(
    { type: 'clip', min: 0, max: 6 },
    'Max image layer/0 -> layer/max',
    'Min layer/max layer/6 -> layer',
  ),
  thresholdedRelu: formula(
    { type: 'thresholdedRelu', threshold: 2 },
    'Add image layer/-2 -> layer/add',
    'Sign layer/add -> layer/sign',
    'Max layer/sign layer/0 -> layer/max',
    'Mul image layer/max -> layer',
  ),
  rescaling: formula(
    { type: 'rescaling', scale: 2, offset: -1 },
    'Mul image layer/2 -> layer/mul',
    'Add layer/mul layer/-1 -> layer',
  ),
};

/** Worked out from the operators' definitions (https://onnx.ai/onnx/operators, set 17). */
const cases: Record<LayerType, Case> = {
  conv2d: {
    layer: conv2d('layer', 'image', {
      kernel: zeros(3, 2, 2, 6),
      bias: zeros(6),
      strides: [2, 1],
      padding: [1, 2, 3, 4],
      dilation: [1, 2],
      groups: 2,
    }),
    nodes: [
      'Conv X layer/kernel layer/bias -> Y {kernel_shape: 3 2, strides: 2 1, pads: 1 3 2 4, dilations: 1 2, group: 2}',
    ],
    initializers: ['layer/kernel (6, 2, 3, 2)', 'layer/bias (6)'],
  },
  convTranspose2d: {
    layer: {
      ...base,
      type: 'convTranspose2d',
      strides: [2, 3],
      cropping: [1, 0, 2, 1],
      groups: 2,
      kernel: zeros(3, 5, 7, 4),
    },
    nodes: [
      'ConvTranspose X layer/kernel -> Y {kernel_shape: 3 5, strides: 2 3, pads: 1 2 0 1, group: 2}',
    ],
    initializers: ['layer/kernel (4, 7, 3, 5)'],
  },
  dense: {
    shape: [4],
    layer: dense('layer', 'image', { kernel: zeros(4, 5), bias: zeros(5) }),
    nodes: ['MatMul image layer/kernel -> layer/product', 'Add layer/product layer/bias -> layer'],
    initializers: ['layer/kernel (4, 5)', 'layer/bias (5)'],
  },
  maxPool: { layer: maxPool('layer', 'image', window), nodes: [`MaxPool X -> Y ${windowText}`] },
  averagePool: {
    layer: { ...base, type: 'averagePool', ...window },
    nodes: [`AveragePool X -> Y ${windowText}`],
  },
  upSampling: {
    layer: { ...base, type: 'upSampling', size: [2, 3], interpolation: 'nearest' },
    nodes: [
      'Resize X  layer/scales -> Y {mode: nearest, coordinate_transformation_mode: asymmetric, nearest_mode: floor}',
    ],
    initializers: ['layer/scales (4)'],
  },
  globalMaxPool: {
    layer: { ...base, type: 'globalMaxPool' },
    nodes: ['GlobalMaxPool X -> layer/pooled', 'Flatten layer/pooled -> layer {axis: 1}'],
  },
  globalAveragePool: {
    layer: { ...base, type: 'globalAveragePool' },
    nodes: ['GlobalAveragePool X -> layer/pooled', 'Flatten layer/pooled -> layer {axis: 1}'],
  },
  relu: {
    layer: relu('layer', 'image', 0.25),
    nodes: ['LeakyRelu image -> layer {alpha: 0.25}'],
  },
  prelu: {
    layer: { ...base, type: 'prelu', alpha: zeros(4) },
    nodes: ['PRelu image layer/alpha -> layer'],
    initializers: ['layer/alpha (4)'],
  },
  ...elementwise,
  softmax: { layer: { ...base, type: 'softmax' }, nodes: ['Softmax image -> layer {axis: -1}'] },
  dropout: { layer: { ...base, type: 'dropout', rate: 0.5 }, nodes: ['Identity image -> layer'] },
  flatten: { layer: { ...base, type: 'flatten' }, nodes: ['Flatten image -> layer {axis: 1}'] },
  reshape: {
    layer: { ...base, type: 'reshape', shape: [48, 4] },
    nodes: ['Reshape image layer/shape -> layer'],
    initializers: ['layer/shape (3) = 0, 48, 4'],
  },
  permute: {
    layer: { ...base, type: 'permute', axes: [2, 0, 1] },
    nodes: ['Transpose image -> layer {perm: 0 3 1 2}'],
  },
  zeroPadding: {
    layer: { ...base, type: 'zeroPadding', padding: [1, 2, 3, 4] },
    nodes: ['Pad image layer/pads -> layer'],
    initializers: ['layer/pads (8) = 0, 1, 3, 0, 0, 2, 4, 0'],
  },
  cropping: {
    layer: { ...base, type: 'cropping', cropping: [1, 2, 3, 0] },
    nodes: ['Slice image layer/starts layer/ends layer/axes -> layer'],
    initializers: [
      'layer/starts (2) = 1, 3',
      'layer/ends (2) = -2, 2147483647',
      'layer/axes (2) = 1, 2',
    ],
  },
  batchNormalization: {
    layer: {
      ...base,
      type: 'batchNormalization',
      epsilon: 0.001,
      gamma: zeros(4),
      mean: zeros(4),
      variance: zeros(4),
    },
    nodes: [
      'BatchNormalization X layer/gamma layer/beta layer/mean layer/variance -> Y {epsilon: 0.001}',
    ],
    initializers: ['gamma', 'beta', 'mean', 'variance'].map((name) => `layer/${name} (4)`),
  },
  layerNormalization: {
    layer: { ...base, type: 'layerNormalization', epsilon: 0.01, beta: zeros(4) },
    nodes: ['LayerNormalization image layer/gamma layer/beta -> layer {axis: -1, epsilon: 0.01}'],
    initializers: ['layer/gamma (4)', 'layer/beta (4)'],
  },
  localResponseNormalization: {
    layer: {
      ...base,
      type: 'localResponseNormalization',
      size: 3,
      alpha: 0.5,
      beta: 0.75,
      kappa: 2,
    },
    // ONNX divides alpha by the size of the window: 3 · 0.5.
    nodes: ['LRN X -> Y {size: 3, alpha: 1.5, beta: 0.75, bias: 2}'],
  },
  unitNormalization: {
    layer: { ...base, type: 'unitNormalization' },
    nodes: [
      'ReduceL2 image -> layer/norm {axes: -1, keepdims: 1}',
      'Max layer/norm layer/smallest_norm -> layer/divisor',
      'Div image layer/divisor -> layer',
    ],
    initializers: ['layer/smallest_norm ()'],
  },
  subtract: { layer: { ...twice, type: 'subtract' }, nodes: ['Sub image image -> layer'] },
  multiply: { layer: { ...twice, type: 'multiply' }, nodes: ['Mul image image -> layer'] },
  maximum: { layer: { ...twice, type: 'maximum' }, nodes: ['Max image image -> layer'] },
  minimum: { layer: { ...twice, type: 'minimum' }, nodes: ['Min image image -> layer'] },
  add: { layer: { ...twice, type: 'add' }, nodes: ['Add image image -> layer'] },
  concatenate: {
    layer: { ...twice, type: 'concatenate' },
    nodes: ['Concat image image -> layer {axis: -1}'],
  },
};

/** `X` and `Y` in nodes as the tensors that hold them, with the transpositions around them. */
function spellOut(nodes: readonly string[]): string[] {
  const text = nodes.join('\n');
  const before = 'Transpose image -> image/channels_first {perm: 0 3 1 2}';
  const after = 'Transpose layer/channels_first -> layer {perm: 0 2 3 1}';
  return [
    ...(/\bX\b/.test(text) ? [before] : []),
    ...nodes.map((node) =>
      node.replace(/\bX\b/, 'image/channels_first').replace(/\bY\b/, 'layer/channels_first'),
    ),
    ...(/\bY\b/.test(text) ? [after] : []),
  ];
}

describe('a layer as ONNX', () => {
  it.each(Object.entries(cases))('of type %s', (type, { shape, layer, nodes, initializers }) => {
    expect(layer.type).toBe(type);
    const graph = graphOf(networkOf('one', shape ?? [6, 8, 4], layer));
    expect(nodeLines(graph)).toEqual(spellOut(nodes));
    expect(initializerLines(graph)).toEqual(initializers ?? []);
  });

  it('normalises by 1 and 0 where gamma and beta are absent', () => {
    const layer: Layer = { ...base, type: 'layerNormalization', epsilon: 0 };
    const { initializer } = graphOf(networkOf('one', [6, 8, 2], layer));
    const values = initializer.map(({ rawData }) => [...new Float32Array(rawData.slice().buffer)]);
    expect(values).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });

  it('sums three inputs and more by another operator', () => {
    const layer: Layer = { type: 'add', name: 'layer', inputs: ['image', 'image', 'image'] };
    expect(nodeLines(graphOf(networkOf('one', [3], layer)))).toEqual([
      'Sum image image image -> layer',
    ]);
  });

  it('multiplies three inputs and more two by two', () => {
    const layer: Layer = { type: 'multiply', name: 'layer', inputs: ['image', 'image', 'image'] };
    expect(nodeLines(graphOf(networkOf('one', [3], layer)))).toEqual([
      'Mul image image -> layer/product',
      'Mul layer/product image -> layer',
    ]);
  });

  it('weighs channels in the layout of the map, not in that of the weights', () => {
    const network = networkOf(
      'gate',
      [6, 8, 4],
      conv2d('conv', 'image', { kernel: zeros(1, 1, 4, 4) }),
      { type: 'globalAveragePool', name: 'mean', inputs: ['conv'] },
      { type: 'reshape', name: 'gate', inputs: ['mean'], shape: [1, 1, 4] },
      { type: 'multiply', name: 'layer', inputs: ['gate', 'conv'] },
    );
    expect(nodeLines(graphOf(network)).slice(-3)).toEqual([
      'Transpose gate -> gate/channels_first {perm: 0 3 1 2}',
      'Mul gate/channels_first conv/channels_first -> layer/channels_first',
      'Transpose layer/channels_first -> layer {perm: 0 2 3 1}',
    ]);
  });

  /** Layers that keep the layout of what they read, behind a convolution whose channels are first. */
  it.each<[string, Layer, readonly string[], readonly string[]]>([
    ['softmax', { ...base, type: 'softmax' }, ['Softmax X -> Y {axis: 1}'], []],
    ['concatenate', { ...twice, type: 'concatenate' }, ['Concat X X -> Y {axis: 1}'], []],
    [
      'prelu',
      { ...base, type: 'prelu', alpha: zeros(4) },
      ['PRelu X layer/alpha -> Y'],
      ['layer/alpha (4, 1, 1)'],
    ],
    [
      'zeroPadding',
      { ...base, type: 'zeroPadding', padding: [1, 2, 3, 4] },
      ['Pad X layer/pads -> Y'],
      ['layer/pads (8) = 0, 0, 1, 3, 0, 0, 2, 4'],
    ],
    [
      'cropping',
      { ...base, type: 'cropping', cropping: [1, 0, 0, 1] },
      ['Slice X layer/starts layer/ends layer/axes -> Y'],
      ['layer/starts (2) = 1, 0', 'layer/ends (2) = 2147483647, -1', 'layer/axes (2) = 2, 3'],
    ],
  ])('%s works along the channels where they are first', (_, layer, nodes, initializers) => {
    const kernel = zeros(1, 1, 4, 4);
    const behind = { ...layer, inputs: layer.inputs.map(() => 'conv') };
    const graph = graphOf(networkOf('two', [6, 8, 4], conv2d('conv', 'image', { kernel }), behind));
    const expected = nodes.map((node) =>
      node.replaceAll(/\bX\b/g, 'conv/channels_first').replaceAll(/\bY\b/g, 'layer/channels_first'),
    );
    expect(nodeLines(graph).slice(2, -1)).toEqual(expected);
    expect(initializerLines(graph).slice(1)).toEqual(initializers);
  });
});

describe('weights outside the model', () => {
  const kernel = tensor(
    'float32',
    [2, 3],
    Float32Array.from({ length: 6 }, (_, index) => index),
  );
  const convKernel = zeros(1, 1, 4, 2);
  const network = networkOf(
    'two',
    [1, 1, 4],
    conv2d('conv', 'image', { kernel: convKernel }),
    { type: 'flatten', name: 'flatten', inputs: ['conv'] },
    dense('fc', 'flatten', { kernel, bias: zeros(3) }),
  );
  const place = { location: 'head.h5', offset: 4096, byteLength: 24 };
  const graph = graphOf(network, {
    external: (weights) =>
      weights === kernel
        ? place
        : weights === convKernel
          ? { ...place, byteLength: 32 }
          : undefined,
  });

  it('are referred to by file, offset and length, and hold nothing', () => {
    const found = graph.initializer.find(({ name }) => name === 'fc/kernel')!;
    expect(found).toMatchObject({ dataLocation: 1, dims: [2n, 3n] });
    expect(found.rawData).toHaveLength(0);
    expect(found.externalData.map(({ key, value }) => [key, value])).toEqual([
      ['location', 'head.h5'],
      ['offset', '4096'],
      ['length', '24'],
    ]);
  });

  it('are transposed by the model where ONNX wants another order', () => {
    expect(nodeLines(graph)).toContain(
      'Transpose conv/kernel/stored -> conv/kernel {perm: 3 2 0 1}',
    );
    expect(initializerLines(graph)).toEqual([
      'conv/kernel/stored (1, 1, 4, 2)',
      'fc/kernel (2, 3)',
      'fc/bias (3)',
    ]);
  });
});
