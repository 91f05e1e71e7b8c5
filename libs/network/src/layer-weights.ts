import type { Float32Tensor } from '@gender/tensor';
import type { Shape } from './layer-shape.js';
import type { Layer } from './layer.js';

/** One array of weights of a layer. */
export interface LayerWeight {
  /** The field of the layer that holds it. */
  readonly name: 'kernel' | 'bias' | 'gamma' | 'beta' | 'mean' | 'variance';
  readonly tensor: Float32Tensor;
}

/** The weights that a layer has, in the order in which Keras lists them. */
export function layerWeights(layer: Layer): LayerWeight[] {
  switch (layer.type) {
    case 'conv2d':
    case 'convTranspose2d':
    case 'dense':
      return present([
        ['kernel', layer.kernel],
        ['bias', layer.bias],
      ]);
    case 'batchNormalization':
      return present([
        ['gamma', layer.gamma],
        ['beta', layer.beta],
        ['mean', layer.mean],
        ['variance', layer.variance],
      ]);
    case 'layerNormalization':
      return present([
        ['gamma', layer.gamma],
        ['beta', layer.beta],
      ]);
    default:
      return [];
  }
}

/**
 * The shape that a weight must have.
 *
 * @param input - the shape of what the layer reads, without the batch axis
 */
export function weightShape(layer: Layer, weight: LayerWeight, input: Shape): Shape {
  if (weight.name === 'kernel') return weight.tensor.shape;
  if (layer.type === 'convTranspose2d') return [(layer.kernel.shape[2] ?? 0) * layer.groups];
  if (layer.type === 'conv2d' || layer.type === 'dense') return layer.kernel.shape.slice(-1);
  return input.slice(-1);
}

function present(
  weights: readonly (readonly [LayerWeight['name'], Float32Tensor | undefined])[],
): LayerWeight[] {
  return weights.flatMap(([name, tensor]) => (tensor === undefined ? [] : [{ name, tensor }]));
}
