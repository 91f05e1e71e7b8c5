import type { LayerWeight } from '@gender/network';
import type { LayerEntry } from './model-config.js';

/** The names that Keras gives to a layer's weights. */
export type VariableName = 'kernel' | 'bias' | 'gamma' | 'beta' | 'moving_mean' | 'moving_variance';

/** What Keras calls the weights of our layers. */
export const variableNames: Readonly<Record<LayerWeight['name'], VariableName>> = {
  kernel: 'kernel',
  bias: 'bias',
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
  return name.startsWith('moving_');
}
