import { required } from '@gender/core';
import type { Shape } from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import type { DecodeContext } from '../decode/decode-context.js';

/**
 * Lets a layer that works along the last axis work along others: they are put last and joined, and
 * afterwards all is as it was.
 *
 * @param axes - as Keras counts them: 0 is the batch, below 0 from the end
 * @param apply - adds the layer: what it reads, and the name that it is to have
 * @throws KerasError (`KERAS_UNSUPPORTED`) for the batch, and for axes that are not there.
 */
export function alongAxes(
  layer: DecodeContext,
  axes: readonly number[],
  apply: (input: string, name: string) => string,
): string {
  const { name } = layer.entry;
  const shape = layer.inputShape;
  const wanted = ownAxes(layer, axes, shape);
  const others = [...shape.keys()].filter((axis) => !wanted.includes(axis));
  const order = [...others, ...wanted];
  const isInOrder = order.every((axis, index) => axis === index);
  if (isInOrder && wanted.length === 1) return apply(layer.input, name);
  const moved = permute(layer, layer.input, order, `${name}_moved`);
  const lengths = pick(shape, order);
  const joint = elementCount(pick(shape, wanted));
  const joined = reshape(layer, moved, [...pick(shape, others), joint], `${name}_joined`);
  const result = apply(joined, `${name}_values`);
  const split = reshape(layer, result, lengths, isInOrder ? name : `${name}_split`);
  return permute(layer, split, inverse(order), name);
}

/** Axes as networks count them, without the batch, in order. */
export function ownAxes(layer: DecodeContext, axes: readonly number[], shape: Shape): number[] {
  const own = axes.map((axis) => (axis < 0 ? axis + shape.length : axis - 1));
  if (own.length > 0 && own.every((axis) => axis >= 0 && axis < shape.length)) {
    return [...new Set(own)].sort((a, b) => a - b);
  }
  throw layer.unsupported(
    `axes (${axes.join(', ')}) of ${shape.length + 1}, the batch among them or none`,
  );
}

/** Puts axes in another order, where it is another. */
export function permute(
  layer: DecodeContext,
  input: string,
  axes: readonly number[],
  name: string,
): string {
  if (axes.every((axis, index) => axis === index)) return input;
  return layer.emit({ type: 'permute', axes }, name, [input]);
}

/** For an order of axes the one that undoes it. */
export function inverse(order: readonly number[]): number[] {
  return order.map((_, axis) => order.indexOf(axis));
}

/** Gives an activation another shape, where it is another. */
export function reshape(layer: DecodeContext, input: string, shape: Shape, name: string): string {
  const found = layer.builder.shapeOf(input);
  if (found.length === shape.length && found.every((length, axis) => length === shape[axis])) {
    return input;
  }
  return layer.emit({ type: 'reshape', shape }, name, [input]);
}

/** Repeats a tensor along the axes in which its length is 1. */
export function broadcastTo({ shape, data }: Float32Tensor, target: Shape): Float32Tensor {
  const values = new Float32Array(elementCount(target));
  for (const index of values.keys()) {
    let [place, rest, step] = [0, index, 1];
    for (let axis = target.length - 1; axis >= 0; axis -= 1) {
      const length = required(target[axis], `axis ${axis}`);
      const own = required(shape[axis], `axis ${axis} of the weights`);
      place += own === 1 ? 0 : (rest % length) * step;
      step *= own;
      rest = Math.floor(rest / length);
    }
    values[index] = required(data[place], `element ${place}`);
  }
  return tensor('float32', target, values);
}

function pick(shape: Shape, axes: readonly number[]): number[] {
  return axes.map((axis) => required(shape[axis], `axis ${axis}`));
}
