import { type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import { oneInput, weights } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { kernelAtEach, shapeError } from './shape-rules.js';

const schema = z.strictObject({
  ...oneInput,
  type: z.literal('dense'),
  /** Shape `(inputUnits, units)`. */
  kernel: weights,
  /** Shape `(units,)`. */
  bias: weights.optional(),
});

/** `x · kernel + bias` over the last axis: `(N, …, inputUnits)` to `(N, …, units)`. */
export type DenseLayer = Readonly<z.infer<typeof schema>>;

export const denseLayer = defineLayer(schema, {
  outputShape: (layer, input) => {
    const { shape } = layer.kernel;
    const [inputUnits, units] = shape;
    if (!inputUnits || !units || shape.length !== 2) {
      throw shapeError(layer, 'needs a kernel (inputs, units)', shape);
    }
    if (input.at(-1) !== inputUnits) {
      throw shapeError(layer, `takes ${inputUnits} values along the last axis`, input);
    }
    return [...input.slice(0, -1), units];
  },
  weights: ({ kernel, bias }) => [
    ['kernel', kernel],
    ['bias', bias],
  ],
  multiplyAdds: ({ kernel }, input) => kernelAtEach(input, kernel),
});

export interface DenseOptions {
  /** Shape `(inputUnits, units)`; of a convolution `(height, width, inputChannels / groups, filters)`. */
  kernel: Float32Tensor;
  /** One number for each unit or filter. Default: none. */
  bias?: Float32Tensor | undefined;
}

/**
 * A dense layer; an activation function is a layer of its own.
 *
 * @param input - the name of the layer, or of the network's input, that it reads
 */
export function dense(name: string, input: string, weights: DenseOptions): DenseLayer {
  return { type: 'dense', name, inputs: [input], ...weights };
}
