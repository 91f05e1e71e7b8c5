import type { FaceInPhoto } from '@gender/evaluation';

/** Width and height of a face, and how far it is from the left and from the top, in pixels. */
export function describeBox({ left, top, width, height }: FaceInPhoto['box']): string {
  const [x, y, across, down] = [left, top, width, height].map((length) => length.toFixed(0));
  return `${across}×${down} at ${x}, ${y}`;
}
