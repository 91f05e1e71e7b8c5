import { largestFirst, type Face } from '@gender/faces/pixels';
import type { Picture } from '@gender/image/pixels';
import { ClassifierError } from '../classifier-error.js';

/** What finds the faces of a picture that is turned upright, in any order. */
export interface FindsFaces {
  find(picture: Picture): Promise<readonly Face[]>;
}

/**
 * The faces of a photo, the largest first.
 *
 * @param file - the photo, for messages
 * @throws ClassifierError (`CLASSIFIER_NO_FACE`) when none is found.
 */
export async function facesOf(
  finder: FindsFaces,
  picture: Picture,
  file = 'the picture',
): Promise<readonly [Face, ...Face[]]> {
  const [largest, ...others] = largestFirst(await finder.find(picture));
  if (largest !== undefined) return [largest, ...others];
  throw new ClassifierError(
    'CLASSIFIER_NO_FACE',
    `no face is found in ${file}, and the model tells faces apart; give it a photo of a face, or say that its pictures are faces already`,
  );
}
