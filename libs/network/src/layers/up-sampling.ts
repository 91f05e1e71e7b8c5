import * as z from 'zod';
import { oneInput, pair } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { featureMap } from './shape-rules.js';

const schema = z.strictObject({
  ...oneInput,
  type: z.literal('upSampling'),
  /** How many rows and columns each becomes. */
  size: pair,
  /** Repeated, or weighed by distance between the centres of pixels, as `tf.image.resize` does. */
  interpolation: z.enum(['nearest', 'bilinear']),
});

/** A larger feature map: `(N, H, W, C)` to `(N, H · rows, W · columns, C)`. */
export type UpSamplingLayer = Readonly<z.infer<typeof schema>>;

export const upSamplingLayer = defineLayer(schema, {
  outputShape: (layer, input) => {
    const [height, width, channels] = featureMap(layer, input);
    return [height * layer.size[0], width * layer.size[1], channels];
  },
});
