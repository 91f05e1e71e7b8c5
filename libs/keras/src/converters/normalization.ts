import type { Float32Tensor } from '@gender/tensor';
import { z } from 'zod';
import type { DecodeContext } from '../decode/decode-context.js';
import { axis } from './config-fields.js';
import { one, ones, zeros, type LayerConverter } from './layer-converter.js';

const normalizationConfig = z.object({
  axis,
  epsilon: z.number().default(1e-3),
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
  rms_scaling: z.literal(false).optional(),
});

/** What both kinds of normalisation have. */
interface Normalization {
  readonly epsilon: number;
  readonly gamma?: Float32Tensor | undefined;
  readonly beta?: Float32Tensor | undefined;
}

export const batchNormalization: LayerConverter<'batchNormalization'> = {
  encode: (layer) =>
    one('BatchNormalization', {
      axis: -1,
      momentum: 0.99,
      ...encodeNormalization(layer),
      moving_mean_initializer: zeros,
      moving_variance_initializer: ones,
    }),
  decode: {
    BatchNormalization: (layer) =>
      layer.emit({
        type: 'batchNormalization',
        ...decodeNormalization(layer),
        mean: layer.weight('moving_mean'),
        variance: layer.weight('moving_variance'),
      }),
  },
};

export const layerNormalization: LayerConverter<'layerNormalization'> = {
  encode: (layer, { input }) =>
    one('LayerNormalization', { axis: [input.length], ...encodeNormalization(layer) }),
  decode: {
    LayerNormalization: (layer) =>
      layer.emit({ type: 'layerNormalization', ...decodeNormalization(layer) }),
  },
};

/** Axis 0 is the batch, so the last axis is the number of the others, or −1. */
export function requireLastAxis(layer: DecodeContext, axis: number): void {
  if (axis === -1 || axis === layer.inputShape.length) return;
  throw layer.unsupported(`axis ${axis}; networks work along the last axis`);
}

function encodeNormalization({ epsilon, gamma, beta }: Normalization): Record<string, unknown> {
  return {
    epsilon,
    center: beta !== undefined,
    scale: gamma !== undefined,
    beta_initializer: zeros,
    gamma_initializer: ones,
  };
}

function decodeNormalization(layer: DecodeContext): Normalization {
  const { axis, epsilon, center, scale } = layer.parse(normalizationConfig);
  requireLastAxis(layer, axis);
  return {
    epsilon,
    ...(scale && { gamma: layer.weight('gamma') }),
    ...(center && { beta: layer.weight('beta') }),
  };
}
