import type { Float32Tensor } from '@gender/tensor';

/**
 * One layer of a network. Activations have the batch first and channels last: pictures and feature
 * maps are `(N, H, W, C)`, vectors `(N, C)`. Every activation function is a layer of its own.
 */
export type Layer =
  | Conv2dLayer
  | ConvTranspose2dLayer
  | DenseLayer
  | PoolLayer
  | GlobalPoolLayer
  | ReluLayer
  | SigmoidLayer
  | TanhLayer
  | SoftmaxLayer
  | DropoutLayer
  | FlattenLayer
  | ReshapeLayer
  | PermuteLayer
  | ZeroPaddingLayer
  | CroppingLayer
  | BatchNormalizationLayer
  | LayerNormalizationLayer
  | LocalResponseNormalizationLayer
  | AddLayer
  | ConcatenateLayer;

export type LayerType = Layer['type'];

/** Numbers for the vertical and the horizontal direction. */
export type Pair = readonly [vertical: number, horizontal: number];

/** Rows and columns of zeros around a feature map. */
export type Padding = readonly [top: number, bottom: number, left: number, right: number];

interface LayerBase {
  /** Unique in its network. */
  readonly name: string;
  /** The names of the layers, or of the network's input, that this layer reads. */
  readonly inputs: readonly string[];
}

/** Cross-correlation with a bank of filters. */
export interface Conv2dLayer extends LayerBase {
  readonly type: 'conv2d';
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  /** Channels are split into this many groups that do not see each other. */
  readonly groups: number;
  /** Shape `(height, width, inputChannels / groups, filters)`. */
  readonly kernel: Float32Tensor;
  /** Shape `(filters,)`. */
  readonly bias?: Float32Tensor | undefined;
}

/**
 * Transposed convolution: every input adds its kernel, times itself, to the output at `strides`
 * times its place; then margins are cut off. Without them the output has
 * `strides · (length − 1) + kernel length` rows and columns.
 */
export interface ConvTranspose2dLayer extends LayerBase {
  readonly type: 'convTranspose2d';
  /** How far apart neighbouring inputs are in the output. */
  readonly strides: Pair;
  /** Rows and columns cut from the output. */
  readonly cropping: Padding;
  /** Channels are split into this many groups that do not see each other. */
  readonly groups: number;
  /** Shape `(height, width, filters / groups, inputChannels)`. */
  readonly kernel: Float32Tensor;
  /** Shape `(filters,)`. */
  readonly bias?: Float32Tensor | undefined;
}

/** `x · kernel + bias` over the last axis. */
export interface DenseLayer extends LayerBase {
  readonly type: 'dense';
  /** Shape `(inputUnits, units)`. */
  readonly kernel: Float32Tensor;
  /** Shape `(units,)`. */
  readonly bias?: Float32Tensor | undefined;
}

/** The largest value, or the mean of those values that are not padding, of each window. */
export interface PoolLayer extends LayerBase {
  readonly type: 'maxPool' | 'averagePool';
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

/** `(N, H, W, C)` to `(N, C)`. */
export interface GlobalPoolLayer extends LayerBase {
  readonly type: 'globalMaxPool' | 'globalAveragePool';
}

/** `x` where it is positive, `negativeSlope · x` elsewhere. */
export interface ReluLayer extends LayerBase {
  readonly type: 'relu';
  readonly negativeSlope: number;
}

export interface SigmoidLayer extends LayerBase {
  readonly type: 'sigmoid';
}

export interface TanhLayer extends LayerBase {
  readonly type: 'tanh';
}

/** Softmax over the last axis. */
export interface SoftmaxLayer extends LayerBase {
  readonly type: 'softmax';
}

/** Does nothing when a network runs; in training each value is kept with probability `1 − rate`. */
export interface DropoutLayer extends LayerBase {
  readonly type: 'dropout';
  /** In [0, 1). */
  readonly rate: number;
}

/** `(N, …)` to `(N, product)`, the last axis varying fastest. */
export interface FlattenLayer extends LayerBase {
  readonly type: 'flatten';
}

/** The same values in another shape. */
export interface ReshapeLayer extends LayerBase {
  readonly type: 'reshape';
  /** The new shape without the batch axis. */
  readonly shape: readonly number[];
}

/** The same values with their axes in another order. */
export interface PermuteLayer extends LayerBase {
  readonly type: 'permute';
  /** For each axis of the result the axis of the input, from 0, the batch not counted: `[2, 0, 1]` makes `(N, C, H, W)` of `(N, H, W, C)`. */
  readonly axes: readonly number[];
}

export interface ZeroPaddingLayer extends LayerBase {
  readonly type: 'zeroPadding';
  readonly padding: Padding;
}

/** A feature map without its margins. */
export interface CroppingLayer extends LayerBase {
  readonly type: 'cropping';
  /** Rows and columns cut off. */
  readonly cropping: Padding;
}

/** `gamma · (x − mean) / √(variance + epsilon) + beta` for each channel, with fixed statistics. */
export interface BatchNormalizationLayer extends LayerBase {
  readonly type: 'batchNormalization';
  readonly epsilon: number;
  /** Shape `(C,)`; absent means 1. */
  readonly gamma?: Float32Tensor | undefined;
  /** Shape `(C,)`; absent means 0. */
  readonly beta?: Float32Tensor | undefined;
  /** Shape `(C,)`. */
  readonly mean: Float32Tensor;
  /** Shape `(C,)`. */
  readonly variance: Float32Tensor;
}

/** `gamma · (x − mean) / √(variance + epsilon) + beta` with statistics over the last axis. */
export interface LayerNormalizationLayer extends LayerBase {
  readonly type: 'layerNormalization';
  readonly epsilon: number;
  /** Shape `(C,)`; absent means 1. */
  readonly gamma?: Float32Tensor | undefined;
  /** Shape `(C,)`; absent means 0. */
  readonly beta?: Float32Tensor | undefined;
}

/**
 * `x / (kappa + alpha · Σ x²) ^ beta`, the sum over a window of neighbouring channels that ends where
 * the channels end (Krizhevsky, Sutskever, Hinton 2012, section 3.3).
 */
export interface LocalResponseNormalizationLayer extends LayerBase {
  readonly type: 'localResponseNormalization';
  /** Channels of a window: `⌊(size − 1) / 2⌋` before its own, itself, `⌈(size − 1) / 2⌉` after. */
  readonly size: number;
  /** Factor of the sum, not divided by `size`; at least 0. */
  readonly alpha: number;
  readonly beta: number;
  /** At least 0. */
  readonly kappa: number;
}

/** The sum of two or more inputs of one shape. */
export interface AddLayer extends LayerBase {
  readonly type: 'add';
}

/** Two or more inputs one after the other along the last axis. */
export interface ConcatenateLayer extends LayerBase {
  readonly type: 'concatenate';
}
