import * as z from 'zod';
import { oneInput, weights, type Shape } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { withChannels } from './shape-rules.js';

const reluSchema = z.strictObject({
  ...oneInput,
  type: z.literal('relu'),
  negativeSlope: z.number(),
});

/** `x` where it is positive, `negativeSlope · x` elsewhere. */
export type ReluLayer = Readonly<z.infer<typeof reluSchema>>;

const preluSchema = z.strictObject({
  ...oneInput,
  type: z.literal('prelu'),
  /** Shape `(C,)`: the slope of each channel. */
  alpha: weights,
});

const dropoutSchema = z.strictObject({
  ...oneInput,
  type: z.literal('dropout'),
  /** In [0, 1). */
  rate: z.number().min(0).lt(1),
});

/** Does nothing when a network runs; in training each value is kept with probability `1 − rate`. */
export type DropoutLayer = Readonly<z.infer<typeof dropoutSchema>>;

const sameShape = { outputShape: (_layer: unknown, input: Shape) => input };

/** Activation functions with weights, over channels, or that mean more than their formula; the others are in `elementwise.ts`. */
export const activations = {
  relu: defineLayer(reluSchema, sameShape),
  /** `x` where it is positive, `alpha · x` elsewhere, with an alpha for each channel. */
  prelu: defineLayer(preluSchema, {
    outputShape: withChannels,
    weights: ({ alpha }) => [['alpha', alpha]],
  }),
  /** Over the last axis. */
  softmax: defineLayer(z.strictObject({ ...oneInput, type: z.literal('softmax') }), {
    outputShape: withChannels,
  }),
  dropout: defineLayer(dropoutSchema, sameShape),
};

/**
 * A ReLU, by default one that does not leak.
 *
 * @param input - the name of the layer, or of the network's input, that it reads
 */
export function relu(name: string, input: string, negativeSlope = 0): ReluLayer {
  return { type: 'relu', name, inputs: [input], negativeSlope };
}
