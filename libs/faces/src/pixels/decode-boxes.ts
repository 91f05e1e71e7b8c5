import { required } from '@gender/core';
import type { Float32Tensor } from '@gender/tensor';
import type { ScoredBox } from './boxes.js';

/** By how much the rows and columns of the detector's output are fewer than those of its input. */
export const DETECTOR_STRIDE = 32;

/** Width and height of the box that each anchor of a place stands for, in strides: those of face-api's tiny detector. */
const anchors: readonly (readonly [width: number, height: number])[] = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
];

/**
 * The boxes that the detector's output stands for (Redmon & Farhadi 2017, section 2): the middle lies at
 * sigmoid(x), sigmoid(y) of its place, the sides are the anchor's times exp(width), exp(height).
 *
 * @param output - `(1, rows, columns, 5 · anchors)`
 * @param threshold - boxes of a lower score are left out
 * @returns boxes in pixels of the detector's input
 */
export function decodeBoxes({ shape, data }: Float32Tensor, threshold: number): ScoredBox[] {
  const columns = required(shape[2], 'the columns of the boxes');
  const found: ScoredBox[] = [];
  for (let start = 0; start < data.length; start += 5) {
    const [x = 0, y = 0, across = 0, down = 0, logit = 0] = data.subarray(start, start + 5);
    const score = sigmoid(logit);
    if (score < threshold) continue;
    const index = start / 5;
    const place = Math.floor(index / anchors.length);
    const anchor = required(anchors[index % anchors.length], 'an anchor');
    const width = Math.exp(across) * anchor[0] * DETECTOR_STRIDE;
    const height = Math.exp(down) * anchor[1] * DETECTOR_STRIDE;
    const left = ((place % columns) + sigmoid(x)) * DETECTOR_STRIDE - width / 2;
    const top = (Math.floor(place / columns) + sigmoid(y)) * DETECTOR_STRIDE - height / 2;
    found.push({ box: { left, top, width, height }, score });
  }
  return found;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
