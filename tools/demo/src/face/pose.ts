import type { Point } from '../raster/path.js';
import type { Picture } from './picture.js';

/** Where the points of a head lie in a picture. */
export interface Pose {
  /** Pixels for half a head's height. */
  readonly unit: number;
  /** A point of the head, turned as the picture says; `z` is towards the viewer. */
  place(x: number, y: number, z: number): Point;
  /** A point on the surface of the face, or `lift` in front of it. */
  onFace(x: number, y: number, lift?: number): Point;
  /** A point below the head, which does not turn with it. */
  onBody(x: number, y: number): Point;
}

/** How far the face's middle stands out from the plane of the ears. */
const DEPTH = 0.62;

/** The pose of a picture: the head turned around its middle, seen from far away. */
export function createPose(picture: Picture): Pose {
  const { scale, centre, yaw, pitch, roll } = picture;
  const place = (x: number, y: number, z: number): Point => {
    const turnedX = x * Math.cos(yaw) + z * Math.sin(yaw);
    const turnedZ = z * Math.cos(yaw) - x * Math.sin(yaw);
    const turnedY = y * Math.cos(pitch) + turnedZ * Math.sin(pitch);
    return [
      centre[0] + scale * (turnedX * Math.cos(roll) - turnedY * Math.sin(roll)),
      centre[1] + scale * (turnedX * Math.sin(roll) + turnedY * Math.cos(roll)),
    ];
  };
  return {
    unit: scale,
    place,
    onFace: (x, y, lift = 0) => place(x, y, depthAt(x, y) + lift),
    onBody: (x, y) => [centre[0] + scale * x, centre[1] + scale * y],
  };
}

/** The face as half an ellipsoid, a little larger than the head seen from the front. */
function depthAt(x: number, y: number): number {
  return DEPTH * Math.sqrt(Math.max(1 - (x / 0.82) ** 2 - (y / 1.14) ** 2, 0));
}
