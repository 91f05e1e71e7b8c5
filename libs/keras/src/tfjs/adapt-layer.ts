import { tensor, type Float32Tensor } from '@gender/tensor';
import { joinGroups } from '../encode/join-groups.js';
import type { KerasLayer } from '../encode/keras-graph.js';
import { TfjsError } from './tfjs-error.js';

/**
 * A Keras layer in the words of TensorFlow.js, which has no slope and no threshold in its ReLU and no
 * groups in its convolution.
 *
 * @throws TfjsError when TensorFlow.js has no such layer, or one that computes something else.
 */
export function adaptLayer(layer: KerasLayer): KerasLayer {
  requireKnown(layer);
  if (layer.className === 'ReLU') return adaptRelu(layer);
  const { groups } = layer.config;
  if (layer.className !== 'Conv2D' || typeof groups !== 'number') return layer;
  return adaptGroups(layer, groups);
}

/** Its bilinear resizing has other places for pixels than Keras'. */
function requireKnown({ name, className, config }: KerasLayer): void {
  const isMissing =
    ['Subtract', 'UnitNormalization'].includes(className) ||
    config['activation'] === 'exponential' ||
    config['interpolation'] === 'bilinear';
  if (!isMissing) return;
  throw new TfjsError(
    'TFJS_NETWORK',
    `cannot write a LayersModel: TensorFlow.js does not have layer "${name}" (${className}) as Keras has it; write ONNX instead`,
  );
}

/** One of an upper limit, a threshold and a slope, each a class of its own. */
function adaptRelu(layer: KerasLayer): KerasLayer {
  const { max_value, threshold: theta, negative_slope: alpha, ...config } = layer.config;
  if (max_value !== null) return { ...layer, config: { ...config, max_value } };
  return theta === 0
    ? { ...layer, className: 'LeakyReLU', config: { ...config, alpha } }
    : { ...layer, className: 'ThresholdedReLU', config: { ...config, theta } };
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
