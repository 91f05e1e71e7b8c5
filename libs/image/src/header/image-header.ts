import type { ImageFormat } from './image-format.js';

/** How a stored picture must be turned to be upright: EXIF's values 1 (as it is) to 8. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What a file says about its picture before the pixels are decoded. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** Columns as stored, before the EXIF orientation is applied. */
  readonly width: number;
  /** Rows as stored, before the EXIF orientation is applied. */
  readonly height: number;
  /** 1 where the file says nothing. */
  readonly orientation: Orientation;
}

/** What each format's reader finds. */
export type HeaderFields = Omit<ImageHeader, 'format'>;
