import type { FaceRule } from '@gender/network';
import type { Face } from './face.js';

/** Faces by the area of their boxes. */
export function largestFirst(faces: readonly Face[]): Face[] {
  const area = ({ box }: Face): number => box.width * box.height;
  return [...faces].sort((one, other) => area(other) - area(one));
}

/** The faces of a photo that a rule takes: all of them, or the one of the largest box. */
export function chooseFaces(faces: readonly Face[], which: FaceRule['which']): readonly Face[] {
  return which === 'all' ? faces : largestFirst(faces).slice(0, 1);
}
