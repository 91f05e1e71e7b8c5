import type { Conv2dLayer, Layer, Padding, Pair, PoolLayer, Shape } from '@gender/network';
import { KerasError } from './keras-error.js';
import { dilatedWindow, samePadding } from './same-padding.js';

/** A Keras layer; with a suffix to the name when it is not the layer itself. */
export interface EncodedLayer {
  readonly className: string;
  readonly suffix?: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What decides the form of a layer besides itself. */
export interface Surroundings {
  /** Shapes without the batch axis. */
  readonly input: Shape;
  readonly output: Shape;
  readonly before: Layer | undefined;
  /** The activation that the layer carries. */
  readonly activation: string | undefined;
}

const zeros = { class_name: 'Zeros', config: {} };
const ones = { class_name: 'Ones', config: {} };
const channelsLast = { data_format: 'channels_last' };

/**
 * A layer as one or two Keras layers, in words that tf.keras 1.14–2.15 and Keras 3 all know.
 *
 * @throws KerasError (`KERAS_NETWORK`) for a max-pool whose padding Keras has no word for.
 */
export function encodeLayer(path: string, layer: Layer, around: Surroundings): EncodedLayer[] {
  switch (layer.type) {
    case 'conv2d':
      return encodeConv2d(layer, around);
    case 'dense':
      return [
        {
          className: 'Dense',
          options: { units: layer.kernel.shape.at(-1), ...withKernel(layer, around) },
        },
      ];
    case 'maxPool':
    case 'averagePool':
      return encodePool(path, layer, around);
    case 'globalMaxPool':
      return [{ className: 'GlobalMaxPooling2D', options: channelsLast }];
    case 'globalAveragePool':
      return [{ className: 'GlobalAveragePooling2D', options: channelsLast }];
    case 'relu':
      if (layer.negativeSlope === 0) return [encodeActivation('relu')];
      return [
        {
          className: 'ReLU',
          options: { max_value: null, negative_slope: layer.negativeSlope, threshold: 0 },
        },
      ];
    case 'sigmoid':
    case 'tanh':
    case 'softmax':
      return [encodeActivation(layer.type)];
    case 'dropout':
      return [
        { className: 'Dropout', options: { rate: layer.rate, noise_shape: null, seed: null } },
      ];
    case 'flatten':
      return [{ className: 'Flatten', options: channelsLast }];
    case 'reshape':
      return [{ className: 'Reshape', options: { target_shape: layer.shape } }];
    case 'zeroPadding':
      return [encodeZeroPadding(layer.padding)];
    case 'batchNormalization':
      return [
        {
          className: 'BatchNormalization',
          options: {
            axis: -1,
            momentum: 0.99,
            ...scaleAndCenter(layer),
            moving_mean_initializer: zeros,
            moving_variance_initializer: ones,
          },
        },
      ];
    case 'layerNormalization':
      return [
        {
          className: 'LayerNormalization',
          options: { axis: [around.input.length], ...scaleAndCenter(layer) },
        },
      ];
    case 'convTranspose2d':
    case 'permute':
    case 'cropping':
    case 'localResponseNormalization':
      throw new KerasError(
        'KERAS_NETWORK',
        `cannot write ${path}: layer "${layer.name}" (${layer.type}) is of a type that is not written`,
      );
    case 'add':
    case 'concatenate':
      throw new KerasError(
        'KERAS_NETWORK',
        `cannot write ${path}: layer "${layer.name}" (${layer.type}) has no place in a chain`,
      );
  }
}

function encodeConv2d(layer: Conv2dLayer, around: Surroundings): EncodedLayer[] {
  const [height = 1, width = 1, , filters = 0] = layer.kernel.shape;
  const window = dilatedWindow([height, width], layer.dilation);
  const mode = paddingMode(layer.padding, around.input, window, layer.strides);
  const convolution = {
    className: 'Conv2D',
    options: {
      filters,
      kernel_size: [height, width],
      strides: layer.strides,
      padding: mode ?? 'valid',
      ...channelsLast,
      dilation_rate: layer.dilation,
      ...(layer.groups !== 1 && { groups: layer.groups }),
      ...withKernel(layer, around),
    },
  };
  if (mode !== undefined) return [convolution];
  return [{ ...encodeZeroPadding(layer.padding), suffix: '_padding' }, convolution];
}

function encodePool(path: string, layer: PoolLayer, around: Surroundings): EncodedLayer[] {
  const { poolSize, strides, padding } = layer;
  const unused = isUnused(layer, around);
  const mode = unused ? 'valid' : paddingMode(padding, around.input, poolSize, strides);
  const pool = {
    className: layer.type === 'maxPool' ? 'MaxPooling2D' : 'AveragePooling2D',
    options: { pool_size: poolSize, padding: mode ?? 'valid', strides, ...channelsLast },
  };
  if (mode !== undefined) return [pool];
  const { before } = around;
  if (layer.type === 'maxPool' && before?.type === 'relu' && before.negativeSlope >= 0) {
    // Behind a ReLU no value is below zero, so zeros around it never win.
    if (before.negativeSlope === 0) {
      return [{ ...encodeZeroPadding(padding), suffix: '_padding' }, pool];
    }
  }
  throw new KerasError(
    'KERAS_NETWORK',
    `cannot write ${path}: layer "${layer.name}" (${layer.type}) pads its windows by (${padding.join(', ')}), for which Keras has no word`,
  );
}

/** Padding behind the last window, as MatConvNet gives it, changes nothing. */
function isUnused(
  { poolSize, strides, padding }: PoolLayer,
  { input, output }: Surroundings,
): boolean {
  const [top, , left] = padding;
  const fits = ([0, 1] as const).every(
    (axis) =>
      Math.floor(((input[axis] ?? 0) - poolSize[axis]) / strides[axis]) + 1 === output[axis],
  );
  return top === 0 && left === 0 && fits;
}

function paddingMode(
  padding: Padding,
  [height = 0, width = 0]: Shape,
  window: Pair,
  strides: Pair,
): 'valid' | 'same' | undefined {
  if (padding.every((side) => side === 0)) return 'valid';
  const same = samePadding([height, width], window, strides);
  return same.every((side, index) => side === padding[index]) ? 'same' : undefined;
}

function encodeZeroPadding([top, bottom, left, right]: Padding): EncodedLayer {
  return {
    className: 'ZeroPadding2D',
    options: {
      padding: [
        [top, bottom],
        [left, right],
      ],
      ...channelsLast,
    },
  };
}

function encodeActivation(activation: string): EncodedLayer {
  return { className: 'Activation', options: { activation } };
}

function withKernel(
  layer: { readonly bias?: unknown },
  { activation = 'linear' }: Surroundings,
): Record<string, unknown> {
  return {
    activation,
    use_bias: layer.bias !== undefined,
    kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
    bias_initializer: zeros,
  };
}

function scaleAndCenter(layer: {
  readonly epsilon: number;
  readonly gamma?: unknown;
  readonly beta?: unknown;
}): Record<string, unknown> {
  return {
    epsilon: layer.epsilon,
    center: layer.beta !== undefined,
    scale: layer.gamma !== undefined,
    beta_initializer: zeros,
    gamma_initializer: ones,
  };
}
