import type { Picture } from './picture.js';
import type { PreprocessingFrame } from './preprocessing.js';
import { resample } from './resample/resample.js';

/** What decides how a picture becomes as large as the input of a network. */
export type Framing = Pick<
  PreprocessingFrame,
  'height' | 'width' | 'resampling' | 'keepAspect' | 'border'
>;

/**
 * Resizes a picture as MatConvNet does: to the size of the input and its border, or, where the
 * proportions are kept, so that it just covers them; then the middle is cut out.
 */
export function framePicture(picture: Picture, framing: Framing): Picture {
  const { height, width, resampling, keepAspect = false, border = [0, 0] } = framing;
  const [rows, columns] = [height + border[0], width + border[1]];
  const scale = Math.max(rows / picture.height, columns / picture.width);
  const resized = keepAspect
    ? resample(
        picture,
        Math.max(columns, Math.round(picture.width * scale)),
        Math.max(rows, Math.round(picture.height * scale)),
        resampling,
      )
    : resample(picture, columns, rows, resampling);
  return cropMiddle(resized, width, height);
}

function cropMiddle(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const left = Math.floor((picture.width - width) / 2);
  const top = Math.floor((picture.height - height) / 2);
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const start = ((top + row) * picture.width + left) * 3;
    data.set(picture.data.subarray(start, start + width * 3), row * width * 3);
  }
  return { width, height, data };
}
