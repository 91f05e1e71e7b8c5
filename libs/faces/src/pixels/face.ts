import type { Box } from './boxes.js';
import type { Point } from './similarity.js';

/** Five points of a face, left and right as pictures are seen. */
export interface FacePoints {
  readonly leftEye: Point;
  readonly rightEye: Point;
  readonly nose: Point;
  readonly leftMouth: Point;
  readonly rightMouth: Point;
}

/** The order of the points in lists. */
export const pointNames = ['leftEye', 'rightEye', 'nose', 'leftMouth', 'rightMouth'] as const;

/** A face of a picture. */
export interface Face {
  /** An upright box in pixels of the picture, turned as its EXIF orientation says; it may reach beyond it. */
  readonly box: Box;
  /** How sure the detector is, from 0 to 1. */
  readonly score: number;
  readonly points: FacePoints;
}
