import { framePicture } from './frame-picture.js';
import { everyThird, toGrey } from './to-rgb.js';
import { ImageError } from '../image-error.js';
import { orient } from './orient.js';
import type { Picture } from './picture.js';
import type { Preprocessing } from './preprocessing.js';
import { subtractMean } from './subtract-mean.js';

/** The EXIF orientation of a picture that is mirrored, left to right. */
const MIRRORED = 2;

/**
 * Resizes, mirrors where asked, and normalises a decoded picture.
 *
 * @param out - where to write `(height, width, channels)` float32, for example one picture's place in a
 *   batch (`batch.subarray(…)`); made when absent
 * @returns `out`
 * @throws ImageError `IMAGE_SIZE` when `out` has another length; `IMAGE_MEAN` when the mean has
 *   another shape.
 */
export function preprocess(
  picture: Picture,
  preprocessing: Preprocessing,
  out?: Float32Array,
): Float32Array {
  const { width, height, mirror, channels = 3 } = preprocessing;
  // Grey before it is resized, as Keras does: rounding happens in this order.
  const seen = channels === 1 ? { ...picture, data: toGrey(picture.data) } : picture;
  const resized = framePicture(seen, preprocessing);
  const { data: rgb } = mirror ? orient(resized, MIRRORED) : resized;
  const data = channels === 1 ? everyThird(rgb) : rgb;
  const target = out ?? new Float32Array(data.length);
  if (target.length !== data.length) {
    throw new ImageError(
      'IMAGE_SIZE',
      `a picture of (${height}, ${width}, ${channels}) needs room for ${data.length} numbers, not ${target.length}`,
    );
  }
  if (channels === 1 && preprocessing.mode === 'network') {
    throw new ImageError(
      'IMAGE_MEAN',
      'a mean is of three colours; a grey picture is divided by 255, or fed as it is',
    );
  }
  if (preprocessing.mode === 'rescale') rescale(data, target);
  else if (preprocessing.mode === 'raw') target.set(data);
  else {
    subtractMean(data, preprocessing, target);
    if (preprocessing.channelOrder === 'bgr') swapRedAndBlue(target);
  }
  return target;
}

/** Keras multiplies in float32, by 1/255 rounded to float32. */
const KERAS_RESCALE = Math.fround(1 / 255);

function rescale(pixels: Uint8Array, out: Float32Array): void {
  for (let index = 0; index < pixels.length; index += 1) {
    out[index] = (pixels[index] ?? 0) * KERAS_RESCALE;
  }
}

function swapRedAndBlue(values: Float32Array): void {
  for (let at = 0; at < values.length; at += 3) {
    const red = values[at] ?? 0;
    values[at] = values[at + 2] ?? 0;
    values[at + 2] = red;
  }
}
