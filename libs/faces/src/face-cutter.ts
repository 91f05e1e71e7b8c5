import type { FaceCutter } from '@gender/dataset';
import { decodePicture, encodePng } from '@gender/image';
import type { FaceRule } from '@gender/network';
import type { FaceFinder } from './face-finder.js';
import { align } from './pixels/align.js';
import { chooseFaces } from './pixels/choose-faces.js';
import { templateOf } from './pixels/face-rule.js';

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
      // The photo is not held while it is searched: `find` keeps a smaller one.
      const faces = await decodePicture(path).then((photo) => finder.find(photo));
      return chooseFaces(faces, rule.which).map((face) => async () => {
        return encodePng(align(await decodePicture(path), face, template));
      });
    },
  };
}
