import { required } from '@gender/core';
import { channelWindow, SMALLEST_NORM } from '@gender/network';
import { transpose } from '@gender/tensor';
import { float, int } from '../attribute.js';
import type { AttributeProto } from '../proto/onnx_pb.js';
import { Attributes } from './attributes.js';
import type { Constant } from './constant.js';
import { firstOutput, requiredNodes, type Graph, type GraphNode } from './graph.js';
import { ABSENT, anyOf, PatternMatcher, scaled, type Match, type Pattern } from './pattern.js';

/** One operator in place of several. */
interface Fused {
  readonly type: string;
  /** Names of the pattern for what the operator reads; default: `x`. */
  readonly inputs?: readonly string[];
  readonly attributes?: readonly AttributeProto[];
}

interface Fusion {
  readonly pattern: Pattern;
  /** What takes the place of the pattern, or `undefined` where its constants do not suit. */
  readonly fuse: (match: Match, matcher: PatternMatcher) => Fused | undefined;
}

const zeroToSix = (x: Pattern): Pattern =>
  anyOf(['Clip', x, 0, 6], ['Min', ['Max', x, 0], 6], ['Min', ['Relu', x], 6]);
const zeroToOne = (x: Pattern): Pattern => anyOf(['Min', ['Max', x, 0], 1], ['Clip', x, 0, 1]);
const plusThree = zeroToSix(['Add', 'x', 3]);

/** Half of `x` times a bell, the half taken at any place. */
const halfTimes = (bell: Pattern): Pattern =>
  anyOf(
    ['Mul', scaled('x', 0.5), bell],
    ['Mul', 'x', scaled(bell, 0.5)],
    scaled(['Mul', 'x', bell], 0.5),
  );
const cube = anyOf(['Pow', 'x', 3], ['Mul', ['Mul', 'x', 'x'], 'x']);
const tanhBell: Pattern = [
  'Add',
  ['Tanh', scaled(['Add', 'x', scaled(cube, 0.044715)], Math.sqrt(2 / Math.PI))],
  1,
];
const erfBell: Pattern = ['Add', ['Erf', scaled('x', Math.SQRT1_2)], 1];

const square = anyOf(['Mul', 'x', 'x'], ['Pow', 'x', 2]);
const sumOfSquares: Pattern = ['ReduceSum:reduce', square, '$axes'];
const norm = anyOf(
  ['ReduceL2:reduce', 'x', '$axes'],
  ['Sqrt', sumOfSquares],
  ['Pow', sumOfSquares, 0.5],
);
const positiveNorm = anyOf(
  norm,
  ['Max', norm, SMALLEST_NORM],
  ['Clip', norm, SMALLEST_NORM, ABSENT],
);

const mean: Pattern = ['ReduceMean:mean', 'x', '$axes'];
const centred: Pattern = ['Sub', 'x', mean];
const variance: Pattern = [
  'ReduceMean:variance',
  anyOf(['Pow', centred, 2], ['Mul', centred, centred]),
  '$axes2',
];
const standardised: Pattern = ['Div', centred, ['Sqrt', ['Add', variance, '$epsilon']]];

/** Formulas that exporters, and `toOnnx`, write for what is one operator or layer; the first that fits is taken. */
const fusions: readonly Fusion[] = [
  { pattern: ['Mul', 'x', ['Sigmoid', 'x']], fuse: () => ({ type: 'Swish' }) },
  {
    pattern: ['Mul', 'x', ['Tanh', ['Softplus', 'x']]],
    fuse: () => ({ type: 'Mish' }),
  },
  { pattern: ['Div', 'x', ['Add', ['Abs', 'x'], 1]], fuse: () => ({ type: 'Softsign' }) },
  {
    pattern: anyOf(scaled(['Mul', 'x', plusThree], 1 / 6), ['Mul', 'x', scaled(plusThree, 1 / 6)]),
    fuse: () => ({ type: 'HardSwish' }),
  },
  {
    pattern: scaled(plusThree, 1 / 6),
    fuse: () => ({ type: 'HardSigmoid', attributes: [float('alpha', 1 / 6)] }),
  },
  {
    pattern: zeroToOne(['Add', ['Mul', 'x', '$slope'], 0.5]),
    fuse: ({ tensors }, matcher) =>
      withNumber('HardSigmoid', matcher.number(tensors.get('$slope'))),
  },
  { pattern: halfTimes(erfBell), fuse: () => ({ type: 'Gelu' }) },
  { pattern: halfTimes(tanhBell), fuse: () => ({ type: 'TanhGelu' }) },
  {
    pattern: ['Add', ['Max', 'x', 0], ['Mul', ['Elu:elu', ['Min', 'x', 0]], '$alpha']],
    fuse: ({ tensors, nodes }, matcher) => {
      const factor = matcher.number(tensors.get('$alpha'));
      const own = nodes.get('elu')?.attributes.float('alpha', 1);
      return withNumber(
        'Elu',
        factor === undefined || own === undefined ? undefined : factor * own,
      );
    },
  },
  {
    pattern: ['Mul', 'x', ['Max', ['Sign', ['Add', 'x', '$minus']], 0]],
    fuse: ({ tensors }, matcher) => {
      const minus = matcher.number(tensors.get('$minus'));
      return withNumber('ThresholdedRelu', minus === undefined ? undefined : -minus);
    },
  },
  {
    pattern: [
      'Div',
      'x',
      anyOf(positiveNorm, ['Expand', positiveNorm, '_'], ['Expand', positiveNorm, '$shape']),
    ],
    fuse: fuseNorm,
  },
  {
    pattern: [
      'Mul',
      'x',
      ['Reciprocal', ['Sqrt', anyOf(sumOfSquares, ['Max', sumOfSquares, '$floor'])]],
    ],
    fuse: (match, matcher) => (isTiny(match, matcher) ? fuseNorm(match, matcher) : undefined),
  },
  { pattern: ['Add', ['Mul', standardised, '$gamma'], '$beta'], fuse: fuseLayerNormalization },
  { pattern: standardised, fuse: fuseLayerNormalization },
  {
    pattern: [
      'Div',
      'x',
      ['Pow', ['Add', ['Mul', ['Conv', square, '$window'], '$alpha'], '$kappa'], '$beta'],
    ],
    fuse: fuseResponseNormalization,
  },
];

/** The same graph with one operator for each formula that is known; what nothing needs is gone. */
export function fuseOperators(graph: Graph): Graph {
  const matcher = new PatternMatcher(graph);
  const nodes = graph.nodes.map((node) => fuseNode(node, matcher));
  return { ...graph, nodes: requiredNodes(nodes, graph.outputs) };
}

function fuseNode(node: GraphNode, matcher: PatternMatcher): GraphNode {
  if (node.outputs.length === 0) return node;
  for (const { pattern, fuse } of fusions) {
    const match = matcher.match(pattern, firstOutput(node));
    const fused = match && fuse(match, matcher);
    if (match === undefined || fused === undefined) continue;
    const { type, inputs = ['x'], attributes = [] } = fused;
    const read = inputs.map((name) => required(match.tensors.get(name), `the tensor ${name}`));
    return { ...node, type, inputs: read, attributes: new Attributes(attributes, node.where) };
  }
  return node;
}

/** An operator with its one setting, which ONNX calls alpha. */
function withNumber(type: string, value: number | undefined): Fused | undefined {
  return value === undefined ? undefined : { type, attributes: [float('alpha', value)] };
}

/** Whether a sum of squares is kept above a number that none but those of zeros are below, as TensorFlow has it. */
function isTiny({ tensors }: Match, matcher: PatternMatcher): boolean {
  const name = tensors.get('$floor');
  const floor = matcher.number(name);
  return name === undefined || (floor !== undefined && floor > 0 && floor < 1e-9);
}

/** Along one axis that is kept. */
function fuseNorm({ tensors, nodes }: Match, matcher: PatternMatcher): Fused | undefined {
  const axis = matcher.number(tensors.get('$axes'));
  const isKept = nodes.get('reduce')?.attributes.int('keepdims', 1) === 1;
  if (axis === undefined || !isKept) return undefined;
  return { type: 'LpNormalization', attributes: [int('axis', axis)] };
}

/** Along the last axis, counted from the end. */
function fuseLayerNormalization(
  { tensors, nodes }: Match,
  matcher: PatternMatcher,
): Fused | undefined {
  const axes = ['$axes', '$axes2'].map((name) => matcher.number(tensors.get(name)));
  const epsilon = matcher.number(tensors.get('$epsilon'));
  const weights = ['$gamma', '$beta'].filter((name) => tensors.has(name));
  const areKept = ['mean', 'variance'].every(
    (name) => nodes.get(name)?.attributes.int('keepdims', 1) === 1,
  );
  const areVectors = weights.every(
    (name) => matcher.constant(tensors.get(name))?.shape.length === 1,
  );
  if (axes.some((axis) => axis !== -1) || epsilon === undefined || !areVectors || !areKept) {
    return undefined;
  }
  return {
    type: 'LayerNormalization',
    inputs: ['x', ...weights],
    attributes: [int('axis', -1), float('epsilon', epsilon)],
  };
}

/** The formula of `toOnnx` for windows of even size: their sum is a 1 × 1 convolution. */
function fuseResponseNormalization({ tensors }: Match, matcher: PatternMatcher): Fused | undefined {
  const window = matcher.constant(tensors.get('$window'));
  const [alpha, kappa, beta] = ['$alpha', '$kappa', '$beta'].map((name) =>
    matcher.number(tensors.get(name)),
  );
  const [filters, channels, ...sides] = window?.shape ?? [];
  if (!window || !channels || filters !== channels || sides.some((side) => side !== 1))
    return undefined;
  if (alpha === undefined || kappa === undefined || beta === undefined) return undefined;
  const size = windowSize(window.data, channels);
  if (size === undefined) return undefined;
  const attributes = [
    int('size', size),
    float('alpha', alpha * size),
    float('bias', kappa),
    float('beta', beta),
  ];
  return { type: 'LRN', attributes };
}

/** How many channels the windows have of which a kernel `(out, in, 1, 1)` makes sums, or `undefined` where it does not. */
function windowSize(kernel: Constant['data'], channels: number): number | undefined {
  const ones = (filter: number): number =>
    Array.from(kernel.slice(filter * channels, (filter + 1) * channels)).reduce((a, b) => a + b);
  // The first window lacks what would come before it, the last what would come after it.
  const size = ones(0) + ones(channels - 1) - 1;
  if (!Number.isInteger(size) || size < 1 || size > 2 * channels) return undefined;
  const { data } = transpose(channelWindow(size, channels), [3, 2, 0, 1]);
  return data.every((each, index) => each === kernel[index]) ? size : undefined;
}
