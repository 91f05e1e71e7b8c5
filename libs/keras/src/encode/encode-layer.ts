import type { Layer } from '@gender/network';
import { encodeConv2d, encodeConvTranspose2d } from './encode-convolution.js';
import { encodePool } from './encode-pool.js';
import {
  channelsLast,
  kernelOptions,
  ones,
  sides,
  zeros,
  type EncodedLayer,
  type Surroundings,
} from './encoded-layer.js';
import { KerasError } from '../keras-error.js';

/**
 * A layer as one or two Keras layers, in words that tf.keras 1.14–2.15 and Keras 3 all know.
 *
 * @throws KerasError (`KERAS_NETWORK`) where they have none: pools padded by more than half of a
 *   window, strides and dilation together, local response normalisation.
 */
export function encodeLayer(target: string, layer: Layer, around: Surroundings): EncodedLayer[] {
  switch (layer.type) {
    case 'conv2d':
      return encodeConv2d(target, layer, around);
    case 'convTranspose2d':
      return encodeConvTranspose2d(layer, around);
    case 'dense':
      return one('Dense', { units: layer.kernel.shape.at(-1), ...kernelOptions(layer, around) });
    case 'maxPool':
    case 'averagePool':
      return encodePool(target, layer, around);
    case 'globalMaxPool':
      return one('GlobalMaxPooling2D', channelsLast);
    case 'globalAveragePool':
      return one('GlobalAveragePooling2D', channelsLast);
    case 'relu':
      if (layer.negativeSlope === 0) return one('Activation', { activation: 'relu' });
      return one('ReLU', { max_value: null, negative_slope: layer.negativeSlope, threshold: 0 });
    case 'sigmoid':
    case 'tanh':
    case 'softmax':
      return one('Activation', { activation: layer.type });
    case 'dropout':
      return one('Dropout', { rate: layer.rate, noise_shape: null, seed: null });
    case 'flatten':
      return one('Flatten', channelsLast);
    case 'reshape':
      return one('Reshape', { target_shape: layer.shape });
    case 'permute':
      return one('Permute', { dims: layer.axes.map((axis) => axis + 1) });
    case 'zeroPadding':
      return one('ZeroPadding2D', { padding: sides(layer.padding), ...channelsLast });
    case 'cropping':
      return one('Cropping2D', { cropping: sides(layer.cropping), ...channelsLast });
    case 'batchNormalization':
      return one('BatchNormalization', {
        axis: -1,
        momentum: 0.99,
        ...scaleAndCenter(layer),
        moving_mean_initializer: zeros,
        moving_variance_initializer: ones,
      });
    case 'layerNormalization':
      return one('LayerNormalization', { axis: [around.input.length], ...scaleAndCenter(layer) });
    case 'add':
      return one('Add', {});
    case 'concatenate':
      return one('Concatenate', { axis: -1 });
    case 'localResponseNormalization':
      throw new KerasError(
        'KERAS_NETWORK',
        `cannot write ${target}: layer "${layer.name}" (${layer.type}) is of a kind that Keras does not have; write ONNX instead`,
      );
  }
}

function one(className: string, options: EncodedLayer['options']): EncodedLayer[] {
  return [{ className, options }];
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
