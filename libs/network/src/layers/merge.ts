import { formatShape } from '@gender/tensor';
import * as z from 'zod';
import { severalInputs, type Shape } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { shapeError, withChannels } from './shape-rules.js';

/** Layers that make one activation of two or more. */
export const merges = {
  /** The sum of inputs of one shape. */
  add: defineLayer(z.strictObject({ ...severalInputs, type: z.literal('add') }), {
    outputShape: (layer, first, others) => {
      const other = others.find((each) => formatShape(each) !== formatShape(first));
      if (other === undefined) return first;
      throw shapeError(
        layer,
        `takes inputs of one shape, the first is ${formatShape(first)}`,
        other,
      );
    },
  }),
  /** One after the other along the last axis. */
  concatenate: defineLayer(z.strictObject({ ...severalInputs, type: z.literal('concatenate') }), {
    outputShape: (layer, first, others) => {
      const leading = withChannels(layer, first).slice(0, -1);
      const other = others.find(
        (each) =>
          each.length !== first.length || formatShape(each.slice(0, -1)) !== formatShape(leading),
      );
      if (other === undefined) return [...leading, sumOfLast([first, ...others])];
      const what = `takes inputs that differ in the last axis only, the first is ${formatShape(first)}`;
      throw shapeError(layer, what, other);
    },
  }),
};

function sumOfLast(shapes: readonly Shape[]): number {
  return shapes.flatMap((each) => each.slice(-1)).reduce((sum, length) => sum + length);
}
