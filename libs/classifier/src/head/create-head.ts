import { required, zip, type Random } from '@gender/core';
import { dense, NetworkBuilder, relu, type Layer, type Network } from '@gender/network';
import { elementCount, tensor, zeroTensor } from '@gender/tensor';
import { ClassifierError } from '../classifier-error.js';
import { glorotUniform } from './glorot-uniform.js';
import { completeConfig, type TrainingConfig } from '../training-config.js';

/** The sizes of a head; `hiddenUnits` and `dropout` are those of `trainingOptions`. */
export interface HeadOutlineOptions extends Pick<TrainingConfig, 'hiddenUnits' | 'dropout'> {
  /** Shape of one row of features, for example `(7, 7, 512)` of maps or `(512)` of vectors. */
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
 * The classifier that is trained on features: LayerNormalization → Flatten (of maps; vectors need none) → (Dense → ReLU →
 * Dropout) for each hidden layer → Dense → softmax, with the layer names of the published model
 * (`layer_normalization`, `flatten`, `fc1`, `dropout`, `fc2`, `dropout_1`, `fc3`).
 *
 * Kernels are Glorot-uniform, biases zero, as Keras initialises them.
 *
 * @throws ClassifierError (`CLASSIFIER_OPTIONS`) unless there is one dropout rate for each hidden layer,
 *   and the head fits in the memory that a training can address.
 */
export function createHead({ random, ...options }: HeadOptions): Network {
  const outline = outlineHead(options);
  const layers = outline.layers.map((layer): Layer => {
    if (layer.type !== 'dense') return layer;
    const { shape } = layer.kernel;
    const rows = required(shape[0], 'the inputs of a dense kernel');
    const [data] = glorotUniform(shape, random.fork(layer.name), [{ rows }]);
    return { ...layer, kernel: tensor('float32', shape, required(data, 'the initial kernel')) };
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
  checkSize(inputShape, hiddenUnits, classes.length);
  const builder = new NetworkBuilder({ name: 'features', shape: inputShape });
  const channels = required(inputShape.at(-1), 'the channels of the features');
  builder.add({
    type: 'layerNormalization',
    name: 'layer_normalization',
    inputs: [builder.output],
    epsilon: LAYER_NORMALIZATION_EPSILON,
    gamma: tensor('float32', [channels], new Float32Array(channels).fill(1)),
    beta: zeroTensor('float32', [channels]),
  });
  if (inputShape.length > 1) {
    builder.add({ type: 'flatten', name: 'flatten', inputs: [builder.output] });
  }
  for (const [units, rate] of zip(hiddenUnits, rates)) {
    const name = addDense(builder, units);
    builder.add(relu(`${name}_relu`, name));
    if (rate === 0) continue;
    builder.add({ type: 'dropout', name: 'dropout', inputs: [builder.output], rate });
  }
  const logits = addDense(builder, classes.length);
  builder.add({ type: 'softmax', name: `${logits}_softmax`, inputs: [logits] });
  return builder.build({ name: 'head', classes });
}

/** A training holds the weights and both moments of Adam as float32, all in one WebAssembly memory. */
const BYTES_PER_WEIGHT = 12;
const LARGEST_MEMORY = 2 ** 32;

function checkSize(
  inputShape: readonly number[],
  hiddenUnits: readonly number[],
  classes: number,
): void {
  const widths = [elementCount(inputShape), ...hiddenUnits, classes];
  const weights = zip(widths.slice(0, -1), widths.slice(1)).reduce(
    (sum, [inputs, units]) => sum + inputs * units,
    0,
  );
  if (weights * BYTES_PER_WEIGHT < LARGEST_MEMORY) return;
  const gigabytes = ((weights * BYTES_PER_WEIGHT) / 1e9).toPrecision(3);
  throw new ClassifierError(
    'CLASSIFIER_OPTIONS',
    `hiddenUnits ${hiddenUnits.join(', ')} after features of ${elementCount(inputShape)} values need ${gigabytes} GB to be trained, more than the 4.3 GB that can be addressed; choose fewer units`,
  );
}

/** Adds the next of the layers `fc1`, `fc2`, …, its kernel and bias zero. */
function addDense(builder: NetworkBuilder, units: number): string {
  const inputs = elementCount(builder.shapeOf(builder.output));
  const kernel = zeroTensor('float32', [inputs, units]);
  const bias = zeroTensor('float32', [units]);
  const number = builder.layers.filter(({ type }) => type === 'dense').length + 1;
  return builder.add(dense(`fc${number}`, builder.output, { kernel, bias }));
}

function dropoutRates(dropout: number | readonly number[], layers: number): readonly number[] {
  const rates = typeof dropout === 'number' ? new Array<number>(layers).fill(dropout) : dropout;
  if (rates.length === layers) return rates;
  throw new ClassifierError(
    'CLASSIFIER_OPTIONS',
    `dropout is ${rates.join(', ')} for ${layers} hidden layers; give one rate, or one for each layer`,
  );
}
