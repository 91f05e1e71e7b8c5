import { formatShape } from '@gender/tensor';
import * as z from 'zod';
import { length, oneInput, padding, pair, weights } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { checkGroups, cropMap, featureMap, kernelAtEach, shapeError } from './shape-rules.js';

const schema = z.strictObject({
  ...oneInput,
  type: z.literal('convTranspose2d'),
  /** How far apart neighbouring inputs are in the output. */
  strides: pair,
  /** Rows and columns cut from the output. */
  cropping: padding,
  /** Channels are split into this many groups that do not see each other. */
  groups: length,
  /** Shape `(height, width, filters / groups, inputChannels)`. */
  kernel: weights,
  /** Shape `(filters,)`. */
  bias: weights.optional(),
});

/**
 * Transposed convolution, `(N, H, W, C)` to `(N, H′, W′, filters)`: every input adds its kernel,
 * times itself, to the output at `strides` times its place; then margins are cut off. Without them
 * the output has `strides · (length − 1) + kernel length` rows and columns.
 */
export type ConvTranspose2dLayer = Readonly<z.infer<typeof schema>>;

export const convTranspose2dLayer = defineLayer(schema, {
  outputShape: (layer, input) => {
    const [rows, columns, channels] = featureMap(layer, input);
    const { kernel, strides, groups } = layer;
    const [height, width, filters, inputs] = kernel.shape;
    if (height === undefined || width === undefined || !filters || !inputs) {
      throw shapeError(layer, 'needs a kernel (height, width, filters, inputs)', kernel.shape);
    }
    checkGroups(layer, 'channels');
    if (inputs !== channels) {
      const taken = `${inputs} channels (kernel ${formatShape(kernel.shape)})`;
      throw shapeError(layer, `takes ${taken}`, input);
    }
    const full = [strides[0] * (rows - 1) + height, strides[1] * (columns - 1) + width] as const;
    return cropMap(layer, [...full, filters * groups], input);
  },
  weights: ({ kernel, bias }) => [
    ['kernel', kernel],
    ['bias', bias],
  ],
  multiplyAdds: ({ kernel }, input) => kernelAtEach(input, kernel),
});
