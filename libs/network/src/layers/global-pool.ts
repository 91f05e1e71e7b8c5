import * as z from 'zod';
import { oneInput, type Shape } from './fields.js';
import { defineLayer, type BaseLayer } from './layer-definition.js';
import { featureMap } from './shape-rules.js';

/** The largest value or the mean of each channel: `(N, H, W, C)` to `(N, C)`. */
export const globalPools = {
  globalMaxPool: defineLayer(z.strictObject({ ...oneInput, type: z.literal('globalMaxPool') }), {
    outputShape: channelsOf,
  }),
  globalAveragePool: defineLayer(
    z.strictObject({ ...oneInput, type: z.literal('globalAveragePool') }),
    { outputShape: channelsOf },
  ),
};

function channelsOf(layer: BaseLayer, input: Shape): Shape {
  return featureMap(layer, input).slice(2);
}
