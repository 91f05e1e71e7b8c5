import type { Random } from '@gender/core';
import { dense, relu, type Layer, type Network } from '@gender/network';
import { elementCount, tensor, zeroTensor } from '@gender/tensor';
import { ClassifierError } from '../classifier-error.js';
import { glorotUniform } from './glorot-uniform.js';
import { completeConfig, type TrainingConfig } from '../training-config.js';

/** The sizes of a head; `hiddenUnits` and `dropout` are those of `trainingOptions`. */
export interface HeadOutlineOptions extends Pick<TrainingConfig, 'hiddenUnits' | 'dropout'> {
  /** Shape of one row of features, for example `(7, 7, 512)`. */
  inputShape: readonly number[];
  /** What the outputs stand for; at least two. */
  classes: readonly string[];
}

export interface HeadOptions extends HeadOutlineOptions {
  /** Draws the initial weights. */
  random: Random;
}

/** Keras' default for `LayerNormalization`. */
const LAYER_NORMALIZATION_EPSILON = 1e-3;

/**
 * The classifier that is trained on features: LayerNormalization → Flatten → (Dense → ReLU →
 * Dropout) for each hidden layer → Dense → softmax, with the layer names of the published model
 * (`layer_normalization`, `flatten`, `fc1`, `dropout`, `fc2`, `dropout_1`, `fc3`).
 *
 * Kernels are Glorot-uniform, biases zero, as Keras initialises them.
 *
 * @throws ClassifierError (`CLASSIFIER_OPTIONS`) unless there is one dropout rate for each hidden layer.
 */
export function createHead({ random, ...options }: HeadOptions): Network {
  const outline = outlineHead(options);
  const layers = outline.layers.map((layer): Layer => {
    if (layer.type !== 'dense') return layer;
    const { shape } = layer.kernel;
    const [data] = glorotUniform(shape, random.fork(layer.name), [{ rows: shape[0] ?? 0 }]);
    return { ...layer, kernel: tensor('float32', shape, data ?? new Float32Array()) };
  });
  return { ...outline, layers };
}

/**
 * The same head with kernels of zeros, to be filled in from elsewhere: memory that nobody writes to
 * takes no room.
 *
 * @throws ClassifierError as `createHead`.
 */
export function outlineHead({ inputShape, classes, ...options }: HeadOutlineOptions): Network {
  const { hiddenUnits, dropout } = completeConfig(options);
  const rates = dropoutRates(dropout, hiddenUnits.length);
  const chain = new LayerChain('features');
  const channels = inputShape.at(-1) ?? 1;
  chain.add((input) => ({
    type: 'layerNormalization',
    name: 'layer_normalization',
    inputs: [input],
    epsilon: LAYER_NORMALIZATION_EPSILON,
    gamma: tensor('float32', [channels], new Float32Array(channels).fill(1)),
    beta: zeroTensor('float32', [channels]),
  }));
  chain.add((input) => ({ type: 'flatten', name: 'flatten', inputs: [input] }));

  let inputUnits = elementCount(inputShape);
  for (const [index, units] of hiddenUnits.entries()) {
    addDense(chain, inputUnits, units);
    chain.add((input) => relu(`${input}_relu`, input));
    addDropout(chain, rates[index] ?? 0);
    inputUnits = units;
  }
  addDense(chain, inputUnits, classes.length);
  chain.add((input) => ({ type: 'softmax', name: `${input}_softmax`, inputs: [input] }));
  const input = { name: 'features', shape: inputShape };
  return { name: 'head', input, layers: chain.layers, output: chain.top, classes };
}

function addDense(chain: LayerChain, inputUnits: number, units: number): void {
  const kernel = zeroTensor('float32', [inputUnits, units]);
  const bias = zeroTensor('float32', [units]);
  chain.add((input) => dense(`fc${chain.count('dense') + 1}`, input, { kernel, bias }));
}

function addDropout(chain: LayerChain, rate: number): void {
  if (rate === 0) return;
  const before = chain.count('dropout');
  const name = before === 0 ? 'dropout' : `dropout_${before}`;
  chain.add((input) => ({ type: 'dropout', name, inputs: [input], rate }));
}

function dropoutRates(dropout: number | readonly number[], layers: number): readonly number[] {
  const rates = typeof dropout === 'number' ? new Array<number>(layers).fill(dropout) : dropout;
  if (rates.length === layers) return rates;
  throw new ClassifierError(
    'CLASSIFIER_OPTIONS',
    `dropout is ${rates.join(', ')} for ${layers} hidden layers; give one rate, or one for each layer`,
  );
}

/** Layers that each read the one before. */
class LayerChain {
  readonly layers: Layer[] = [];

  constructor(readonly input: string) {}

  /** The name of the last layer. */
  get top(): string {
    return this.layers.at(-1)?.name ?? this.input;
  }

  /** @param make - the next layer, given the name of what it reads */
  add(make: (input: string) => Layer): void {
    this.layers.push(make(this.top));
  }

  count(type: Layer['type']): number {
    return this.layers.filter((layer) => layer.type === type).length;
  }
}
