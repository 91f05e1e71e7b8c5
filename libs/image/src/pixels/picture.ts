import { ImageError } from '../image-error.js';

/** A decoded picture: 8-bit RGB, upright, top row first. */
export interface Picture {
  /** Columns, in pixels. */
  readonly width: number;
  /** Rows, in pixels. */
  readonly height: number;
  /** `(height, width, 3)`, red, green, blue, each 0–255. */
  readonly data: Uint8Array;
}

/**
 * Checks that sizes are positive integers and that the pixels fill them.
 *
 * @throws ImageError `IMAGE_SIZE` when they do not.
 */
export function checkPicture({ width, height, data }: Picture): void {
  checkSize(width, height);
  if (data.length !== width * height * 3) {
    throw new ImageError(
      'IMAGE_SIZE',
      `a picture of ${width}×${height} pixels needs ${width * height * 3} bytes of RGB, but has ${data.length}`,
    );
  }
}

/**
 * Checks that a width and a height are positive integers.
 *
 * @throws ImageError `IMAGE_SIZE` when they are not.
 */
export function checkSize(width: number, height: number): void {
  if (Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0) return;
  throw new ImageError(
    'IMAGE_SIZE',
    `a picture cannot have ${width}×${height} pixels; width and height are positive integers`,
  );
}
