import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import type { DecodeContext } from '../decode/decode-context.js';
import { alongAxes } from './along-axes.js';
import { axes } from './config-fields.js';
import { one, ones, zeros, type LayerConverter } from './layer-converter.js';

const normalizationConfig = z.object({
  axis: axes,
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
    BatchNormalization: (layer) => {
      const { axis, ...options } = decodeNormalization(layer);
      const statistics = {
        mean: layer.weight('moving_mean'),
        variance: layer.weight('moving_variance'),
      };
      return alongAxes(layer, axis, (input, name) =>
        layer.emit({ type: 'batchNormalization', ...options, ...statistics }, name, [input]),
      );
    },
  },
};

export const layerNormalization: LayerConverter<'layerNormalization'> = {
  encode: (layer, { input }) =>
    one('LayerNormalization', { axis: [input.length], ...encodeNormalization(layer) }),
  decode: {
    LayerNormalization: (layer) => {
      const { axis, ...options } = decodeNormalization(layer);
      return alongAxes(layer, axis, (input, name) =>
        layer.emit({ type: 'layerNormalization', ...options }, name, [input]),
      );
    },
  },
};

/** Keras has had it since 2.9. */
export const unitNormalization: LayerConverter<'unitNormalization'> = {
  encode: () => one('UnitNormalization', { axis: -1 }),
  decode: {
    UnitNormalization: (layer) =>
      alongAxes(layer, layer.parse(z.object({ axis: axes })).axis, (input, name) =>
        layer.emit({ type: 'unitNormalization' }, name, [input]),
      ),
  },
};

function encodeNormalization({ epsilon, gamma, beta }: Normalization): Record<string, unknown> {
  return {
    epsilon,
    center: beta !== undefined,
    scale: gamma !== undefined,
    beta_initializer: zeros,
    gamma_initializer: ones,
  };
}

/** The weights of several axes, `(H, W, C)`, become those of one. */
function decodeNormalization(layer: DecodeContext): Normalization & { readonly axis: number[] } {
  const { axis, epsilon, center, scale } = layer.parse(normalizationConfig);
  const flat = (name: 'gamma' | 'beta'): Float32Tensor => {
    const { shape, data } = layer.weight(name, axis.length);
    return tensor('float32', [elementCount(shape)], data);
  };
  return {
    axis,
    epsilon,
    ...(scale && { gamma: axis.length === 1 ? layer.weight('gamma') : flat('gamma') }),
    ...(center && { beta: axis.length === 1 ? layer.weight('beta') : flat('beta') }),
  };
}
