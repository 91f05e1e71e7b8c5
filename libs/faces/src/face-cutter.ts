import type { FaceCutter } from '@gender/dataset';
import { decodePicture, encodePng } from '@gender/image';
import type { FaceRule } from '@gender/network';
import { align } from './align.js';
import type { Face } from './face.js';
import type { FaceFinder } from './face-finder.js';
import { templateOf } from './face-rule.js';

/** Faces by the area of their boxes. */
export function largestFirst(faces: readonly Face[]): Face[] {
  const area = ({ box }: Face): number => box.width * box.height;
  return [...faces].sort((one, other) => area(other) - area(one));
}

/** The faces of a photo that a rule takes: all of them, or the one of the largest box. */
export function chooseFaces(faces: readonly Face[], which: FaceRule['which']): readonly Face[] {
  return which === 'all' ? faces : largestFirst(faces).slice(0, 1);
}

/**
 * Cuts faces out of the photos of a dataset by a rule; of a photo, only the places of its faces are kept
 * in memory.
 *
 * @throws FacesError (`FACES_RULE`) when faces are cut out in another way here than the rule says.
 */
export function faceCutter(finder: Pick<FaceFinder, 'find'>, rule: FaceRule): FaceCutter {
  const template = templateOf(rule);
  return {
    rule,
    find: async (path) => {
      const faces = await finder.find(await decodePicture(path));
      return chooseFaces(faces, rule.which).map((face) => async () => {
        return encodePng(align(await decodePicture(path), face, template));
      });
    },
  };
}
