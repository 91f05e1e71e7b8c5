import { checkPicture, checkSize, type Picture } from '../picture.js';
import { convolve } from './convolve.js';
import { filters } from './filter.js';
import { nearest } from './nearest.js';

/** Every resampling, for flags and schemas; the names are those of Keras' `interpolation`. */
export const resamplings = ['nearest', 'box', 'bilinear', 'bicubic', 'lanczos'] as const;

/** How a picture is resized. */
export type Resampling = (typeof resamplings)[number];

/**
 * Resizes a picture, equal bit for bit to Pillow's `Image.resize((width, height), resampling)`.
 * The proportions are not kept. The result may be the input itself when the size is the same.
 *
 * @throws ImageError `IMAGE_SIZE` when a size is not a positive integer or the pixels do not fill
 *   the picture.
 */
export function resample(
  picture: Picture,
  width: number,
  height: number,
  resampling: Resampling,
): Picture {
  checkPicture(picture);
  checkSize(width, height);
  if (width === picture.width && height === picture.height) return picture;
  return resampling === 'nearest'
    ? nearest(picture, width, height)
    : convolve(picture, width, height, filters[resampling]);
}
