import { z } from 'zod';
import type { DecodeContext, LayerOptions } from '../decode/decode-context.js';
import { activation, axis } from './config-fields.js';
import { one, type EncodedLayer, type LayerConverter } from './layer-converter.js';
import { requireLastAxis } from './normalization.js';

/** Keras' activation functions by name, but `linear`, which is no layer. */
const functions: Readonly<Partial<Record<string, LayerOptions>>> = {
  relu: { type: 'relu', negativeSlope: 0 },
  // The LeakyReLU layer has a slope of its own.
  leaky_relu: { type: 'relu', negativeSlope: 0.2 },
  sigmoid: { type: 'sigmoid' },
  tanh: { type: 'tanh' },
  softmax: { type: 'softmax' },
};

/** Functions without options, which Keras has under the same name. */
const byName = {
  encode: ({ type }: { readonly type: string }): EncodedLayer[] =>
    one('Activation', { activation: type }),
};

const activationConfig = z.object({ activation });

const reluConfig = z.object({
  max_value: z.null().optional(),
  negative_slope: z
    .number()
    .nullish()
    .transform((slope) => slope ?? 0),
  threshold: z.literal(0).nullish(),
});

const leakyReluConfig = z.object({
  alpha: z.number().optional(),
  negative_slope: z.number().default(0.3),
});

const relu: LayerConverter<'relu'> = {
  encode: ({ negativeSlope }) =>
    negativeSlope === 0
      ? one('Activation', { activation: 'relu' })
      : one('ReLU', { max_value: null, negative_slope: negativeSlope, threshold: 0 }),
  decode: {
    ReLU: (layer) => {
      const { negative_slope: negativeSlope } = layer.parse(reluConfig);
      return layer.emit({ type: 'relu', negativeSlope });
    },
    LeakyReLU: (layer) => {
      const { negative_slope: slope, alpha = slope } = layer.parse(leakyReluConfig);
      return layer.emit({ type: 'relu', negativeSlope: alpha });
    },
    Activation: (layer) =>
      decodeActivation(layer, layer.parse(activationConfig).activation, layer.entry.name),
  },
};

const softmax: LayerConverter<'softmax'> = {
  ...byName,
  decode: {
    Softmax: (layer) => {
      requireLastAxis(layer, layer.parse(z.object({ axis })).axis);
      return layer.emit({ type: 'softmax' });
    },
  },
};

/** Every activation function; one more is a row here and in `functions`. */
export const activations = { relu, sigmoid: byName, tanh: byName, softmax };

/**
 * Adds an activation function as a layer.
 *
 * @param activation - its Keras name; `linear` adds nothing
 * @param name - of the new layer
 * @returns the name of what it gives
 * @throws KerasError (`KERAS_UNSUPPORTED`) for functions that networks do not have.
 */
export function decodeActivation(
  layer: DecodeContext,
  activation: string,
  name: string,
  input = layer.input,
): string {
  if (activation === 'linear') return input;
  const options = functions[activation];
  if (options !== undefined) return layer.emit(options, name, [input]);
  throw layer.unsupported(`the activation "${activation}", which networks do not have`);
}
