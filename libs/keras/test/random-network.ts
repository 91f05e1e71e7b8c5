import { createRandom, type Random } from '@gender/core';
import {
  NetworkBuilder,
  type Layer,
  type LayerType,
  type Network,
  type Shape,
} from '@gender/network';
import { elementCount, formatShape, tensor, type Float32Tensor } from '@gender/tensor';
import fc from 'fast-check';
import { samePadding } from '../src/padding/same-padding.js';
import type { Link } from './files.js';

/** Types that are one layer of Keras in any form that is made here. */
export type PlainType = Exclude<LayerType, 'clip' | 'hardSigmoid' | 'localResponseNormalization'>;

/** A layer of a type for an input of a shape; `undefined` where it takes no such input. */
type Make<T extends PlainType> = (
  shape: Shape,
  random: Numbers,
) => Omit<Link & { readonly type: T }, 'name'> | undefined;

/** More values than these are made no more of. */
const MOST_VALUES = 300;

/** Random choices that follow from a seed. */
class Numbers {
  readonly #random: Random;
  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random.next() * (most - least + 1));
  }

  flag(): boolean {
    return this.#random.next() < 0.5;
  }

  /** A number from 0.25 to 0.75. */
  share(): number {
    return 0.25 + this.#random.next() / 2;
  }

  weights(...shape: number[]): Float32Tensor {
    const values = Float32Array.from({ length: elementCount(shape) }, () => this.share());
    return tensor('float32', shape, values);
  }

  /** A weight that a layer may have or not. */
  maybe<N extends string>(name: N, ...shape: number[]): Partial<Record<N, Float32Tensor>> {
    return this.flag() ? ({ [name]: this.weights(...shape) } as Record<N, Float32Tensor>) : {};
  }
}

/** Rows, columns and channels of a feature map. */
function mapOf(shape: Shape): readonly [number, number, number] | undefined {
  const [rows, columns, channels] = shape;
  if (shape.length !== 3) return undefined;
  return [rows!, columns!, channels!];
}

const channelsOf = (shape: Shape): number => shape.at(-1)!;
const none = [0, 0, 0, 0] as const;

const convolution: Make<'conv2d'> = (shape, random) => {
  const map = mapOf(shape);
  if (!map) return undefined;
  const [rows, columns, channels] = map;
  const [height, width] = [
    random.whole(1, Math.min(3, rows)),
    random.whole(1, Math.min(3, columns)),
  ];
  const strides = [random.whole(1, 2), random.whole(1, 2)] as const;
  const fits = 2 * (height - 1) < rows && 2 * (width - 1) < columns;
  const step = fits && Math.max(...strides) === 1 ? random.whole(1, 2) : 1;
  const window = [step * (height - 1) + 1, step * (width - 1) + 1] as const;
  const groups = random.flag() ? channels : 1;
  const filters = groups * random.whole(1, 2);
  const padding = random.flag() ? none : samePadding([rows, columns], window, strides);
  const kernel = random.weights(height, width, channels / groups, filters);
  const bias = random.maybe('bias', filters);
  return { type: 'conv2d', strides, padding, dilation: [step, step], groups, kernel, ...bias };
};

const transposed: Make<'convTranspose2d'> = (shape, random) => {
  const map = mapOf(shape);
  if (!map || elementCount(shape) > MOST_VALUES / 6) return undefined;
  const [height, width, filters] = [random.whole(2, 3), random.whole(2, 3), random.whole(1, 2)];
  const strides = [random.whole(1, 2), random.whole(1, 2)] as const;
  const kernel = random.weights(height, width, filters, map[2]);
  const bias = random.maybe('bias', filters);
  return { type: 'convTranspose2d', strides, cropping: none, groups: 1, kernel, ...bias };
};

const pool =
  <T extends 'maxPool' | 'averagePool'>(type: T) =>
  (shape: Shape, random: Numbers) => {
    const map = mapOf(shape);
    if (!map || Math.min(map[0], map[1]) < 2) return undefined;
    const poolSize = [random.whole(1, 2), random.whole(1, 2)] as const;
    const strides = [random.whole(1, 2), random.whole(1, 2)] as const;
    const padding = random.flag() ? none : samePadding([map[0], map[1]], poolSize, strides);
    return { type, poolSize, strides, padding };
  };

const ofMap =
  <const L extends object>(make: (random: Numbers) => L, least = 1, most = Infinity) =>
  (shape: Shape, random: Numbers): L | undefined => {
    const map = mapOf(shape);
    const fits = map && Math.min(map[0], map[1]) >= least && elementCount(shape) <= most;
    return fits ? make(random) : undefined;
  };

const any =
  <const L extends object>(make: (random: Numbers, channels: number) => L) =>
  (shape: Shape, random: Numbers): L =>
    make(random, channelsOf(shape));

const plain = <T extends PlainType>(type: T) => any(() => ({ type }));

/** How a layer of each type is made. */
const makers = {
  conv2d: convolution,
  convTranspose2d: transposed,
  dense: any((random, channels) => {
    const units = random.whole(1, 4);
    const kernel = random.weights(channels, units);
    return { type: 'dense', kernel, ...random.maybe('bias', units) };
  }),
  maxPool: pool('maxPool'),
  averagePool: pool('averagePool'),
  globalMaxPool: ofMap(() => ({ type: 'globalMaxPool' })),
  globalAveragePool: ofMap(() => ({ type: 'globalAveragePool' })),
  upSampling: ofMap(
    (random) => ({
      type: 'upSampling',
      size: [random.whole(1, 2), random.whole(1, 2)],
      interpolation: random.flag() ? 'nearest' : 'bilinear',
    }),
    1,
    MOST_VALUES / 4,
  ),
  relu: any((random) => ({ type: 'relu', negativeSlope: random.flag() ? 0 : random.share() })),
  prelu: any((random, channels) => ({ type: 'prelu', alpha: random.weights(channels) })),
  softmax: plain('softmax'),
  dropout: any((random) => ({ type: 'dropout', rate: random.share() })),
  sigmoid: plain('sigmoid'),
  tanh: plain('tanh'),
  exponential: plain('exponential'),
  softplus: plain('softplus'),
  softsign: plain('softsign'),
  selu: plain('selu'),
  swish: plain('swish'),
  mish: plain('mish'),
  elu: any((random) => ({ type: 'elu', alpha: random.flag() ? 1 : random.share() })),
  gelu: any(() => ({ type: 'gelu', approximate: false })),
  thresholdedRelu: any((random) => ({ type: 'thresholdedRelu', threshold: random.share() })),
  rescaling: any((random) => ({
    type: 'rescaling',
    scale: random.share(),
    offset: random.share(),
  })),
  flatten: plain('flatten'),
  reshape: (shape) => ({
    type: 'reshape',
    shape: shape.length === 3 ? shape.toReversed() : [1, 1, ...shape],
  }),
  permute: ofMap((random) => ({ type: 'permute', axes: random.flag() ? [1, 0, 2] : [2, 0, 1] })),
  zeroPadding: ofMap(
    (random) => ({ type: 'zeroPadding', padding: [random.whole(0, 1), 1, 0, random.whole(0, 2)] }),
    1,
    MOST_VALUES / 4,
  ),
  cropping: ofMap(
    (random) => ({ type: 'cropping', cropping: [random.whole(0, 1), 1, 1, random.whole(0, 1)] }),
    4,
  ),
  batchNormalization: any((random, channels) => ({
    type: 'batchNormalization',
    epsilon: random.share(),
    mean: random.weights(channels),
    variance: random.weights(channels),
    ...random.maybe('gamma', channels),
    ...random.maybe('beta', channels),
  })),
  layerNormalization: any((random, channels) => ({
    type: 'layerNormalization',
    epsilon: random.share(),
    ...random.maybe('gamma', channels),
    ...random.maybe('beta', channels),
  })),
  unitNormalization: plain('unitNormalization'),
  add: plain('add'),
  subtract: plain('subtract'),
  multiply: plain('multiply'),
  maximum: plain('maximum'),
  minimum: plain('minimum'),
  concatenate: plain('concatenate'),
} satisfies { readonly [T in PlainType]: Make<T> };

/** Every type of layers that random networks have. */
export const plainTypes = Object.keys(makers) as PlainType[];

const mergeTypes: readonly string[] = [
  ...['add', 'subtract', 'multiply', 'maximum', 'minimum', 'concatenate'],
];

/** Functions that Keras' layers carry, and are then named after what they follow. */
const carriers: readonly string[] = ['conv2d', 'convTranspose2d', 'dense'];

/** Small networks of layers of all types, some with branches, with random weights. */
export function randomNetworks(types: readonly PlainType[] = plainTypes): fc.Arbitrary<Network> {
  return fc
    .record({
      shape: fc.constantFrom<Shape[]>([5], [4, 6, 2], [7, 5, 3]),
      steps: fc.array(fc.tuple(fc.constantFrom(...types), fc.nat()), {
        minLength: 1,
        maxLength: 8,
      }),
    })
    .map(({ shape, steps }) => networkOf(shape, steps));
}

function networkOf(shape: Shape, steps: readonly (readonly [PlainType, number])[]): Network {
  const builder = new NetworkBuilder({ name: 'image', shape });
  steps.forEach(([type, seed], index) => addStep(builder, type, new Numbers(seed), index));
  if (builder.layers.length === 0) {
    builder.add({ type: 'tanh', name: 'tanh', inputs: [builder.output] });
  }
  // Said, lest reading concludes from the first layer that it takes pixels.
  const mean = new Numbers(0).weights(channelsOf(shape));
  return builder.build({ name: 'random', normalization: { mean } });
}

/** Adds a layer behind the last one, where there can be such a one. */
function addStep(builder: NetworkBuilder, type: PlainType, random: Numbers, index: number): void {
  const input = builder.output;
  const shape = builder.shapeOf(input);
  const made = (makers[type] as Make<PlainType>)(shape, random);
  if (made === undefined) return;
  const inputs = [input];
  if (mergeTypes.includes(type)) {
    const other = [builder.input.name, ...builder.layers.map(({ name }) => name)].find(
      (name) => name !== input && formatShape(builder.shapeOf(name)) === formatShape(shape),
    );
    if (other === undefined) return;
    inputs.push(other);
  }
  const before = builder.layers.at(-1);
  const name = isCarried(made, before) ? `${input}_${type}` : `${type}_${index}`;
  builder.add({ ...made, name, inputs } as Layer);
}

/** Layer types that Keras writes as the activation of the layer before. */
const functions: readonly string[] =
  'softmax sigmoid tanh exponential softplus softsign selu swish mish gelu'.split(' ');

function isCarried(
  made: { type?: string; negativeSlope?: number; alpha?: unknown },
  before?: Layer,
): boolean {
  if (before === undefined || !carriers.includes(before.type)) return false;
  if (made.type === 'relu') return made.negativeSlope === 0;
  if (made.type === 'elu') return made.alpha === 1;
  return made.type !== undefined && functions.includes(made.type);
}
