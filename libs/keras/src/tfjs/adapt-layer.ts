import { tensor, type Float32Tensor } from '@gender/tensor';
import { joinGroups } from '../encode/join-groups.js';
import type { KerasLayer } from '../encode/keras-graph.js';

/** A Keras layer in the words of TensorFlow.js, which has no slope in its ReLU and no groups in its convolution. */
export function adaptLayer(layer: KerasLayer): KerasLayer {
  if (layer.className === 'ReLU') return leakyRelu(layer);
  const { groups } = layer.config;
  if (layer.className !== 'Conv2D' || typeof groups !== 'number') return layer;
  return adaptGroups(layer, groups);
}

function leakyRelu(layer: KerasLayer): KerasLayer {
  const { max_value: _max, threshold: _threshold, negative_slope: alpha, ...config } = layer.config;
  return { ...layer, className: 'LeakyReLU', config: { ...config, alpha } };
}

/** Groups of one channel are a depthwise convolution; others are joined, with zeros between them. */
function adaptGroups(layer: KerasLayer, groups: number): KerasLayer {
  const { groups: _groups, ...config } = layer.config;
  const [kernel, ...others] = layer.weights;
  if (!kernel) return layer;
  if (kernel.tensor.shape[2] === 1 && !isDilated(config)) {
    return depthwise({ ...layer, config }, kernel.tensor, groups);
  }
  const joined = { ...kernel, tensor: joinGroups(kernel.tensor, groups) };
  return { ...layer, config, weights: [joined, ...others] };
}

function depthwise(layer: KerasLayer, kernel: Float32Tensor, channels: number): KerasLayer {
  const { filters: _filters, kernel_initializer: initializer, ...config } = layer.config;
  const [height = 0, width = 0, , filters = 0] = kernel.shape;
  const multiplier = filters / channels;
  const own = tensor('float32', [height, width, channels, multiplier], kernel.data);
  return {
    ...layer,
    className: 'DepthwiseConv2D',
    config: { ...config, depth_multiplier: multiplier, depthwise_initializer: initializer },
    weights: [{ name: 'depthwise_kernel', tensor: own }, ...layer.weights.slice(1)],
  };
}

/** TensorFlow.js takes no notice of a depthwise convolution's dilation. */
function isDilated({ dilation_rate: rate }: KerasLayer['config']): boolean {
  return Array.isArray(rate) && rate.some((step) => step !== 1);
}
