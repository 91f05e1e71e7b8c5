import { formatShape } from '@gender/tensor';
import * as z from 'zod';
import type { DenseOptions } from './dense.js';
import { length, oneInput, padding, pair, weights, type Padding, type Pair } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { checkGroups, featureMap, kernelAtEach, shapeError, slideWindow } from './shape-rules.js';

const schema = z.strictObject({
  ...oneInput,
  type: z.literal('conv2d'),
  strides: pair,
  padding,
  dilation: pair,
  /** Channels are split into this many groups that do not see each other. */
  groups: length,
  /** Shape `(height, width, inputChannels / groups, filters)`. */
  kernel: weights,
  /** Shape `(filters,)`. */
  bias: weights.optional(),
});

/** Cross-correlation with a bank of filters: `(N, H, W, C)` to `(N, H′, W′, filters)`. */
export type Conv2dLayer = Readonly<z.infer<typeof schema>>;

export const conv2dLayer = defineLayer(schema, {
  outputShape: (layer, input) => {
    const map = featureMap(layer, input);
    const { kernel, dilation, groups } = layer;
    const [height, width, channels, filters] = kernel.shape;
    if (height === undefined || width === undefined || !channels || !filters) {
      throw shapeError(layer, 'needs a kernel (height, width, inputs, filters)', kernel.shape);
    }
    checkGroups(layer, 'filters');
    if (channels * groups !== map[2]) {
      const taken = `${channels * groups} channels (kernel ${formatShape(kernel.shape)}, groups ${groups})`;
      throw shapeError(layer, `takes ${taken}`, input);
    }
    const window: Pair = [dilation[0] * (height - 1) + 1, dilation[1] * (width - 1) + 1];
    return slideWindow(layer, map, window, filters);
  },
  weights: ({ kernel, bias }) => [
    ['kernel', kernel],
    ['bias', bias],
  ],
  multiplyAdds: ({ kernel }, _input, output) => kernelAtEach(output, kernel),
});

export interface Conv2dOptions extends DenseOptions {
  /** Default: every place, `[1, 1]`. */
  strides?: Pair | undefined;
  /** Zeros around the input. Default: none, as Keras' `valid`. */
  padding?: Padding | undefined;
  /** Default: neighbouring values, `[1, 1]`. */
  dilation?: Pair | undefined;
  /** Default: 1. */
  groups?: number | undefined;
}

/**
 * A convolution, with what Keras' `Conv2D` has by default.
 *
 * @param input - the name of the layer, or of the network's input, that it reads
 */
export function conv2d(name: string, input: string, options: Conv2dOptions): Conv2dLayer {
  const {
    strides = [1, 1],
    padding = [0, 0, 0, 0],
    dilation = [1, 1],
    groups = 1,
    ...weights
  } = options;
  return { type: 'conv2d', name, inputs: [input], strides, padding, dilation, groups, ...weights };
}
