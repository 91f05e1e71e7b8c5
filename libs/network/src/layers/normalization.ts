import * as z from 'zod';
import { epsilon, length, oneInput, weights } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { featureMap, withChannels } from './shape-rules.js';

const scaleAndShift = {
  ...oneInput,
  epsilon,
  /** Shape `(C,)`; absent means 1. */
  gamma: weights.optional(),
  /** Shape `(C,)`; absent means 0. */
  beta: weights.optional(),
};

const batchSchema = z.strictObject({
  ...scaleAndShift,
  type: z.literal('batchNormalization'),
  /** Shape `(C,)`. */
  mean: weights,
  /** Shape `(C,)`. */
  variance: weights,
});

const layerSchema = z.strictObject({ ...scaleAndShift, type: z.literal('layerNormalization') });

const responseSchema = z.strictObject({
  ...oneInput,
  type: z.literal('localResponseNormalization'),
  /** Channels of a window: `⌊(size − 1) / 2⌋` before its own, itself, `⌈(size − 1) / 2⌉` after. */
  size: length,
  /** Factor of the sum, not divided by `size`; at least 0. */
  alpha: z.number().min(0),
  beta: z.number(),
  /** At least 0. */
  kappa: z.number().min(0),
});

/** `gamma · (x − mean) / √(variance + epsilon) + beta` for each channel, the last axis, with fixed statistics. */
export type BatchNormalizationLayer = Readonly<z.infer<typeof batchSchema>>;

/** `gamma · (x − mean) / √(variance + epsilon) + beta` with statistics over the last axis. */
export type LayerNormalizationLayer = Readonly<z.infer<typeof layerSchema>>;

/**
 * `x / (kappa + alpha · Σ x²) ^ beta`, the sum over a window of neighbouring channels that ends where
 * the channels end (Krizhevsky, Sutskever, Hinton 2012, section 3.3); `(N, H, W, C)`.
 */
export type LocalResponseNormalizationLayer = Readonly<z.infer<typeof responseSchema>>;

/** What a unit normalisation divides by at least, so that a vector of zeros stays one. */
export const SMALLEST_NORM = 1e-12;

const unitSchema = z.strictObject({ ...oneInput, type: z.literal('unitNormalization') });

export const normalizations = {
  batchNormalization: defineLayer(batchSchema, {
    outputShape: withChannels,
    weights: ({ gamma, beta, mean, variance }) => [
      ['gamma', gamma],
      ['beta', beta],
      ['mean', mean],
      ['variance', variance],
    ],
  }),
  layerNormalization: defineLayer(layerSchema, {
    outputShape: withChannels,
    weights: ({ gamma, beta }) => [
      ['gamma', gamma],
      ['beta', beta],
    ],
  }),
  /** `x / ‖x‖` along the last axis, the norm at least `SMALLEST_NORM`. */
  unitNormalization: defineLayer(unitSchema, { outputShape: withChannels }),
  localResponseNormalization: defineLayer(responseSchema, { outputShape: featureMap }),
};
