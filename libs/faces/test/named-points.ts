import type { FacePoints } from '../src/pixels/face.js';
import type { Point } from '../src/pixels/similarity.js';

/** Five points in the order of `pointNames`, by their names. */
export function namedPoints(points: readonly Point[]): FacePoints {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = points;
  return {
    leftEye: leftEye!,
    rightEye: rightEye!,
    nose: nose!,
    leftMouth: leftMouth!,
    rightMouth: rightMouth!,
  };
}
