import { formatShape } from '@gender/tensor';
import * as z from 'zod';
import { severalInputs, type Shape } from './fields.js';
import { defineLayer, type BaseLayer } from './layer-definition.js';
import { shapeError, withChannels } from './shape-rules.js';

/** Value by value; an axis of length 1 is repeated: `(N, 1, 1, C)` weighs the channels of `(N, H, W, C)`. */
const valueByValue = {
  outputShape: (layer: BaseLayer, first: Shape, others: readonly Shape[]): Shape =>
    others.reduce((shape, other) => broadcast(layer, shape, other), first),
};

const subtractSchema = z.strictObject({
  name: severalInputs.name,
  inputs: severalInputs.inputs.unwrap().length(2).readonly(),
  type: z.literal('subtract'),
});

/** Layers that make one activation of two or more. */
export const merges = {
  /** The sum. */
  add: defineLayer(z.strictObject({ ...severalInputs, type: z.literal('add') }), valueByValue),
  /** The first of two less the second. */
  subtract: defineLayer(subtractSchema, valueByValue),
  /** The product. */
  multiply: defineLayer(
    z.strictObject({ ...severalInputs, type: z.literal('multiply') }),
    valueByValue,
  ),
  /** The largest value at each place. */
  maximum: defineLayer(
    z.strictObject({ ...severalInputs, type: z.literal('maximum') }),
    valueByValue,
  ),
  /** The smallest value at each place. */
  minimum: defineLayer(
    z.strictObject({ ...severalInputs, type: z.literal('minimum') }),
    valueByValue,
  ),
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

function broadcast(layer: BaseLayer, shape: Shape, other: Shape): Shape {
  const fits = (length: number, axis: number): boolean =>
    length === other[axis] || length === 1 || other[axis] === 1;
  if (shape.length === other.length && shape.every(fits)) {
    return shape.map((length, axis) => Math.max(length, ...other.slice(axis, axis + 1)));
  }
  const what = `takes inputs whose axes have one length or 1, the first is ${formatShape(shape)}`;
  throw shapeError(layer, what, other);
}

function sumOfLast(shapes: readonly Shape[]): number {
  return shapes.flatMap((each) => each.slice(-1)).reduce((sum, length) => sum + length);
}
