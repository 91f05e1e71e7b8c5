import type { Random } from '@gender/core';
import type { Layer, Network } from '@gender/network';
import { elementCount, tensor, zeroTensor, type Float32Tensor } from '@gender/tensor';

export interface HeadOptions {
  /** Shape of one row of features, for example `(7, 7, 512)`. */
  inputShape: readonly number[];
  /** What the outputs stand for; at least two. */
  classes: readonly string[];
  /** Draws the initial weights. */
  random: Random;
  /** Units of the hidden layers; default 1024 and 256. */
  hiddenUnits?: readonly number[] | undefined;
  /** The share of hidden units that each training step leaves out; default 0.5. */
  dropoutRate?: number | undefined;
}

/** Keras' default for `LayerNormalization`. */
const LAYER_NORMALIZATION_EPSILON = 1e-3;

/**
 * The classifier that is trained on features: LayerNormalization → Flatten → (Dense → ReLU →
 * Dropout) for each hidden layer → Dense → softmax, with the layer names of the published model
 * (`layer_normalization`, `flatten`, `fc1`, `dropout`, `fc2`, `dropout_1`, `fc3`).
 *
 * Kernels are Glorot-uniform, biases zero, as Keras initialises them.
 */
export function createHead(options: HeadOptions): Network {
  const { inputShape, classes, random, hiddenUnits = [1024, 256], dropoutRate = 0.5 } = options;
  const channels = inputShape.at(-1) ?? 1;
  const layers: Layer[] = [
    {
      type: 'layerNormalization',
      name: 'layer_normalization',
      inputs: ['features'],
      epsilon: LAYER_NORMALIZATION_EPSILON,
      gamma: tensor('float32', [channels], new Float32Array(channels).fill(1)),
      beta: zeroTensor('float32', [channels]),
    },
    { type: 'flatten', name: 'flatten', inputs: ['layer_normalization'] },
  ];

  const top = (): string => layers.at(-1)?.name ?? '';
  const addDense = (units: number, inputUnits: number): void => {
    const name = `fc${layers.filter(({ type }) => type === 'dense').length + 1}`;
    const kernel = glorotUniform(inputUnits, units, random.fork(name));
    const bias = zeroTensor('float32', [units]);
    layers.push({ type: 'dense', name, inputs: [top()], kernel, bias });
  };

  let inputUnits = elementCount(inputShape);
  hiddenUnits.forEach((units, index) => {
    addDense(units, inputUnits);
    layers.push({ type: 'relu', name: `${top()}_relu`, inputs: [top()], negativeSlope: 0 });
    const name = index === 0 ? 'dropout' : `dropout_${index}`;
    layers.push({ type: 'dropout', name, inputs: [top()], rate: dropoutRate });
    inputUnits = units;
  });
  addDense(classes.length, inputUnits);
  layers.push({ type: 'softmax', name: `${top()}_softmax`, inputs: [top()] });

  return {
    name: 'head',
    input: { name: 'features', shape: inputShape },
    layers,
    output: top(),
    classes,
  };
}

/**
 * A kernel of shape `(inputUnits, units)`, uniform in ±√(6 / (inputUnits + units)) (Glorot & Bengio
 * 2010; Keras' `glorot_uniform`).
 */
function glorotUniform(inputUnits: number, units: number, random: Random): Float32Tensor {
  const limit = Math.sqrt(6 / (inputUnits + units));
  const data = new Float32Array(inputUnits * units);
  for (let index = 0; index < data.length; index += 1) {
    data[index] = (2 * random.next() - 1) * limit;
  }
  return tensor('float32', [inputUnits, units], data);
}
