import { resampleColumns, resampleRows, type Taps } from '@gender/kernels/resample';
import type { Picture } from '../picture.js';
import type { Filter } from './filter.js';
import { computeTaps } from './taps.js';

/**
 * Resamples by a convolution along each axis, each rounded to 8 bits, as Pillow does; an axis that
 * keeps its size is left alone.
 */
export function convolve(picture: Picture, width: number, height: number, filter: Filter): Picture {
  const resizeWidth = (from: Picture): Picture => {
    if (width === from.width) return from;
    const data = resampleRows(from.data, from.width * 3, tapsOf(filter, from.width, width));
    return { width, height: from.height, data };
  };
  const resizeHeight = (from: Picture): Picture => {
    if (height === from.height) return from;
    const data = resampleColumns(from.data, from.width * 3, tapsOf(filter, from.height, height));
    return { width: from.width, height, data };
  };
  return heightFirst(picture, width, height)
    ? resizeWidth(resizeHeight(picture))
    : resizeHeight(resizeWidth(picture));
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
