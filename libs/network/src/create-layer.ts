import type { Float32Tensor } from '@gender/tensor';
import type { Conv2dLayer, DenseLayer, Padding, Pair, PoolLayer, ReluLayer } from './layer.js';

export interface DenseOptions {
  /** Shape `(inputUnits, units)`; of a convolution `(height, width, inputChannels / groups, filters)`. */
  kernel: Float32Tensor;
  /** One number for each unit or filter. Default: none. */
  bias?: Float32Tensor | undefined;
}

export interface Conv2dOptions extends DenseOptions {
  /** Default: every place, `[1, 1]`. */
  strides?: Pair | undefined;
  /** Zeros around the input. Default: none, as Keras' `valid`. */
  padding?: Padding | undefined;
  /** Default: neighbouring values, `[1, 1]`. */
  dilation?: Pair | undefined;
  /** Default: 1. */
  groups?: number | undefined;
}

export interface MaxPoolOptions {
  /** Default: `[2, 2]`. */
  poolSize?: Pair | undefined;
  /** Default: `poolSize`, so that no windows overlap. */
  strides?: Pair | undefined;
  /** Margins that no window takes its value from. Default: none, as Keras' `valid`. */
  padding?: Padding | undefined;
}

const NO_PADDING: Padding = [0, 0, 0, 0];

/**
 * A convolution, with what Keras' `Conv2D` has by default.
 *
 * @param input - the name of the layer, or of the network's input, that it reads
 */
export function conv2d(name: string, input: string, options: Conv2dOptions): Conv2dLayer {
  const {
    strides = [1, 1],
    padding = NO_PADDING,
    dilation = [1, 1],
    groups = 1,
    ...weights
  } = options;
  return { type: 'conv2d', name, inputs: [input], strides, padding, dilation, groups, ...weights };
}

/**
 * A dense layer; an activation function is a layer of its own.
 *
 * @param input - the name of the layer, or of the network's input, that it reads
 */
export function dense(name: string, input: string, weights: DenseOptions): DenseLayer {
  return { type: 'dense', name, inputs: [input], ...weights };
}

/**
 * The largest value of each window, with what Keras' `MaxPooling2D` has by default.
 *
 * @param input - the name of the layer, or of the network's input, that it reads
 */
export function maxPool(name: string, input: string, options: MaxPoolOptions = {}): PoolLayer {
  const { poolSize = [2, 2], strides = poolSize, padding = NO_PADDING } = options;
  return { type: 'maxPool', name, inputs: [input], poolSize, strides, padding };
}

/**
 * A ReLU, by default one that does not leak.
 *
 * @param input - the name of the layer, or of the network's input, that it reads
 */
export function relu(name: string, input: string, negativeSlope = 0): ReluLayer {
  return { type: 'relu', name, inputs: [input], negativeSlope };
}
