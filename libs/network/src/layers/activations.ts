import * as z from 'zod';
import { oneInput, type Shape } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { withChannels } from './shape-rules.js';

const reluSchema = z.strictObject({
  ...oneInput,
  type: z.literal('relu'),
  negativeSlope: z.number(),
});

/** `x` where it is positive, `negativeSlope · x` elsewhere. */
export type ReluLayer = Readonly<z.infer<typeof reluSchema>>;

const dropoutSchema = z.strictObject({
  ...oneInput,
  type: z.literal('dropout'),
  /** In [0, 1). */
  rate: z.number().min(0).lt(1),
});

/** Does nothing when a network runs; in training each value is kept with probability `1 − rate`. */
export type DropoutLayer = Readonly<z.infer<typeof dropoutSchema>>;

const sameShape = { outputShape: (_layer: unknown, input: Shape) => input };

/** Functions of an activation that keep its shape; one more is one more row. */
export const activations = {
  relu: defineLayer(reluSchema, sameShape),
  sigmoid: defineLayer(z.strictObject({ ...oneInput, type: z.literal('sigmoid') }), sameShape),
  tanh: defineLayer(z.strictObject({ ...oneInput, type: z.literal('tanh') }), sameShape),
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
