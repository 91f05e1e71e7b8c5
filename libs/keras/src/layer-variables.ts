import type { LayerWeight } from '@gender/network';
import type { LayerEntry } from './model-config.js';

/** The names that Keras gives to a layer's weights. */
export type VariableName =
  | 'kernel'
  | 'depthwise_kernel'
  | 'pointwise_kernel'
  | 'bias'
  | 'alpha'
  | 'gamma'
  | 'beta'
  | 'moving_mean'
  | 'moving_variance'
  | 'mean'
  | 'variance'
  | 'count';

/** What Keras calls the weights of our layers. */
export const variableNames: Readonly<Record<LayerWeight['name'], VariableName>> = {
  kernel: 'kernel',
  bias: 'bias',
  alpha: 'alpha',
  gamma: 'gamma',
  beta: 'beta',
  mean: 'moving_mean',
  variance: 'moving_variance',
};

/** The weights of a Keras layer in the order of its `weights`: those that are trained first. */
export function layerVariables({ className, config }: LayerEntry): VariableName[] {
  const unless = (flag: string, name: VariableName): VariableName[] =>
    config[flag] === false ? [] : [name];
  switch (className) {
    case 'Conv2D':
    case 'Conv2DTranspose':
    case 'Dense':
      return ['kernel', ...unless('use_bias', 'bias')];
    case 'DepthwiseConv2D':
      return ['depthwise_kernel', ...unless('use_bias', 'bias')];
    case 'SeparableConv2D':
      return ['depthwise_kernel', 'pointwise_kernel', ...unless('use_bias', 'bias')];
    case 'PReLU':
      return ['alpha'];
    case 'Normalization':
      return (config['mean'] ?? null) === null ? ['mean', 'variance', 'count'] : [];
    case 'LayerNormalization':
      return [...unless('scale', 'gamma'), ...unless('center', 'beta')];
    case 'BatchNormalization':
      return [
        ...unless('scale', 'gamma'),
        ...unless('center', 'beta'),
        'moving_mean',
        'moving_variance',
      ];
    default:
      return [];
  }
}

/** Weights that a layer counts as never trained, whatever its `trainable` says. */
export function isStatistic(name: VariableName): boolean {
  return /^(moving_\w+|mean|variance|count)$/.test(name);
}

/** How many values statistics were made of; not of floats, and of no use here. */
export function isCounter(name: VariableName): boolean {
  return name === 'count';
}
