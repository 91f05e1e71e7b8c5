import { required } from '@gender/core';
import type { Padding, Pair } from '@gender/network';
import type { GraphNode } from '../graph.js';
import { inexpressible } from '../layer-graph.js';

/** How a window slides over a feature map. */
export interface Window {
  readonly strides: Pair;
  readonly padding: Padding;
}

/** Settings for the vertical and the horizontal direction; 1 each where there are none. */
export function pairOf(values: readonly number[] = [1, 1], what: string): Pair {
  const [vertical, horizontal] = values;
  if (vertical !== undefined && horizontal !== undefined && values.length === 2) {
    return [vertical, horizontal];
  }
  throw inexpressible(`with ${values.length} ${what} where two are expected`);
}

/** ONNX lists the margins before the map, then those after it. */
export function paddingOf(values: readonly number[] = [0, 0, 0, 0]): Padding {
  const [top, left, bottom, right] = values;
  const isWhole = values.length === 4 && values.every((each) => each >= 0);
  if (
    top === undefined ||
    left === undefined ||
    bottom === undefined ||
    right === undefined ||
    !isWhole
  ) {
    throw inexpressible(`with pads (${values.join(', ')})`);
  }
  return [top, bottom, left, right];
}

/**
 * How the window of an operator slides.
 *
 * @param held - the lengths of `(N, H, W, C)`
 * @param size - rows and columns that a window spans
 */
export function windowOf({ attributes }: GraphNode, held: readonly number[], size: Pair): Window {
  const strides = pairOf(attributes.ints('strides'), 'strides');
  const rule = attributes.text('auto_pad', 'NOTSET');
  if (rule === 'NOTSET') return { strides, padding: paddingOf(attributes.ints('pads')) };
  if (rule === 'VALID') return { strides, padding: [0, 0, 0, 0] };
  if (rule !== 'SAME_UPPER' && rule !== 'SAME_LOWER') throw inexpressible(`with auto_pad ${rule}`);
  const margins = (axis: 0 | 1): Pair => {
    const length = required(held[axis + 1], `the length of axis ${axis + 1}`);
    const covered = (Math.ceil(length / strides[axis]) - 1) * strides[axis] + size[axis];
    const total = Math.max(covered - length, 0);
    const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
    return rule === 'SAME_UPPER' ? [less, more] : [more, less];
  };
  return { strides, padding: [...margins(0), ...margins(1)] };
}

/**
 * The padding with which windows reach as far as where their number is rounded up. A window that would begin in
 * the padding behind the map does not count.
 *
 * @param held - the lengths of `(N, H, W, C)`
 */
export function roundUp(
  { strides, padding }: Window,
  held: readonly number[],
  size: Pair,
): Padding {
  const [top, bottom, left, right] = padding;
  const behind = (axis: 0 | 1, before: number, after: number): number => {
    const length = required(held[axis + 1], `the length of axis ${axis + 1}`);
    const stride = strides[axis];
    let count = Math.ceil((before + length + after - size[axis]) / stride) + 1;
    if ((count - 1) * stride >= before + length) count -= 1;
    return Math.max((count - 1) * stride + size[axis] - before - length, 0);
  };
  return [top, behind(0, top, bottom), left, behind(1, left, right)];
}
