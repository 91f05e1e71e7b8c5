import { resampleColumns, resampleRows, type Taps } from '@gender/kernels/resample';
import type { Picture } from '../picture.js';
import type { Filter } from './filter.js';
import { computeTaps } from './taps.js';

/**
 * Holds the pixels between the two passes. New memory for every picture would have to be collected, which costs as much
 * as a pass.
 */
let between = new Uint8Array();
const MOST_BETWEEN = 2 ** 20;

/**
 * Resamples by a convolution along each axis, each rounded to 8 bits, as Pillow does; an axis that
 * keeps its size is left alone.
 */
export function convolve(picture: Picture, width: number, height: number, filter: Filter): Picture {
  const size = { width, height };
  const axes = heightFirst(picture, width, height)
    ? (['height', 'width'] as const)
    : (['width', 'height'] as const);
  const passes = axes.filter((axis) => size[axis] !== picture[axis]);
  return passes.reduce<Picture>((from, axis, pass) => {
    const to = { width: from.width, height: from.height, [axis]: size[axis] };
    const target = pass < passes.length - 1 ? memoryBetween(to.width * to.height * 3) : undefined;
    const taps = tapsOf(filter, from[axis], to[axis]);
    const resampleAxis = axis === 'width' ? resampleRows : resampleColumns;
    return { ...to, data: resampleAxis(from.data, from.width * 3, taps, target) };
  }, picture);
}

/** Memory that is read before anything else is resampled; new memory for large pictures. */
function memoryBetween(bytes: number): Uint8Array | undefined {
  if (bytes > MOST_BETWEEN) return undefined;
  if (between.length < bytes) between = new Uint8Array(bytes);
  return between.subarray(0, bytes);
}

/**
 * Which axis comes first changes how the two roundings meet, by a grey level here and there.
 * Found by experiment: Pillow 13 begins with the height when it loses more than twice as many rows
 * as the width loses columns; up to 12.0 it always begins with the width.
 */
function heightFirst(picture: Picture, width: number, height: number): boolean {
  const lostRows = picture.height - height;
  return lostRows > 0 && lostRows > 2 * (picture.width - width);
}

/** Taps of an axis that were computed last; the pictures of a collection often have one size. */
const recent: { filter: Filter; from: number; to: number; taps: readonly Taps[] }[] = [];
const MOST_RECENT = 4;

function tapsOf(filter: Filter, from: number, to: number): readonly Taps[] {
  const known = recent.find(
    (one) => one.filter === filter && one.from === from && one.to === to,
  )?.taps;
  if (known !== undefined) return known;
  const taps = computeTaps(filter, from, to);
  recent.unshift({ filter, from, to, taps });
  recent.length = Math.min(recent.length, MOST_RECENT);
  return taps;
}
