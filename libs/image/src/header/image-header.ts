import type { ImageFormat } from './image-format.js';
import type { Orientation } from './orientation.js';

/** What a file says about its picture before the pixels are decoded. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** Columns as stored, before the orientation is applied. */
  readonly width: number;
  /** Rows as stored, before the orientation is applied. */
  readonly height: number;
  /** From EXIF, XMP or ImageMagick's raw profile; 1 where the file says nothing. */
  readonly orientation: Orientation;
}

/** What each format's reader finds. */
export type HeaderFields = Omit<ImageHeader, 'format'>;
