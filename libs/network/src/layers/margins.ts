import * as z from 'zod';
import { oneInput, padding } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { cropMap, featureMap, padMap } from './shape-rules.js';

/** Feature maps `(N, H, W, C)` with more or fewer rows and columns around them. */
export const margins = {
  zeroPadding: defineLayer(
    z.strictObject({ ...oneInput, type: z.literal('zeroPadding'), padding }),
    { outputShape: (layer, input) => padMap(featureMap(layer, input), layer.padding) },
  ),
  cropping: defineLayer(
    z.strictObject({
      ...oneInput,
      type: z.literal('cropping'),
      /** Rows and columns cut off. */
      cropping: padding,
    }),
    { outputShape: (layer, input) => cropMap(layer, featureMap(layer, input), input) },
  ),
};
