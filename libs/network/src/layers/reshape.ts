import { elementCount, formatShape } from '@gender/tensor';
import * as z from 'zod';
import { margin, oneInput, shape } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { shapeError } from './shape-rules.js';

const reshapeSchema = z.strictObject({
  ...oneInput,
  type: z.literal('reshape'),
  /** The new shape without the batch axis. */
  shape,
});

const permuteSchema = z.strictObject({
  ...oneInput,
  type: z.literal('permute'),
  /** For each axis of the result the axis of the input, from 0, the batch not counted: `[2, 0, 1]` makes `(N, C, H, W)` of `(N, H, W, C)`. */
  axes: z.array(margin).readonly(),
});

/** The same values in another shape or order. */
export const reshapes = {
  /** `(N, …)` to `(N, product)`, the last axis varying fastest. */
  flatten: defineLayer(z.strictObject({ ...oneInput, type: z.literal('flatten') }), {
    outputShape: (_layer, input) => [elementCount(input)],
    fixesSize: (input) => input.length !== 1,
  }),
  /** The last axis varies fastest in both shapes. */
  reshape: defineLayer(reshapeSchema, {
    outputShape: (layer, input) => {
      const values = elementCount(layer.shape);
      if (values === elementCount(input)) return layer.shape;
      throw shapeError(layer, `makes ${values} values, ${formatShape(layer.shape)}`, input);
    },
    fixesSize: () => true,
  }),
  permute: defineLayer(permuteSchema, {
    outputShape: (layer, input) => {
      const { axes } = layer;
      const lengths = axes.flatMap((axis) => input.slice(axis, axis + 1));
      if (lengths.length === input.length && new Set(axes).size === input.length) return lengths;
      throw shapeError(layer, `puts axes in the order (${axes.join(', ')})`, input);
    },
  }),
};
