import type { WebSession } from '@gender/engine/browser';
import { align, type Box, type Template } from '@gender/faces/pixels';
import { preprocess, type Picture, type Preprocessing } from '@gender/image/pixels';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { facesOf, type FindsFaces } from '../predict/faces-of.js';
import { readPixels, type WebPicture } from './read-pixels.js';

/** How faces are cut out of the photos that a model is given. */
export interface WebFaceCut {
  readonly finder: FindsFaces;
  /** The frame to which faces are aligned. */
  readonly template: Template;
}

/** What is fed of a picture. */
export interface FedPicture {
  readonly pixels: Picture;
  /** The face that it shows, in pixels of the picture that was given, turned upright; absent where that is fed whole. */
  readonly box?: Box;
}

/**
 * What of a picture is fed to a model: the picture, or its faces, the largest first.
 *
 * @param cut - `undefined`: pictures are taken whole
 * @throws ClassifierError (`CLASSIFIER_PICTURE`) when it cannot be decoded, (`CLASSIFIER_NO_FACE`).
 */
export async function fedOf(
  picture: WebPicture,
  { exif }: Pick<Preprocessing, 'exif'>,
  cut: WebFaceCut | undefined,
): Promise<readonly [FedPicture, ...FedPicture[]]> {
  const pixels = await readPixels(picture, exif);
  if (cut === undefined) return [{ pixels }];
  const { finder, template } = cut;
  const name = picture instanceof Blob && 'name' in picture ? String(picture.name) : undefined;
  const [largest, ...others] = await facesOf(finder, pixels, name);
  const fed = (face: typeof largest): FedPicture => ({
    box: face.box,
    pixels: align(pixels, face, template),
  });
  return [fed(largest), ...others.map(fed)];
}

/** Feeds one picture to a model. @returns its output, shape `(1, …)` @throws EngineError */
export function runPicture(
  session: WebSession,
  { pixels }: FedPicture,
  preprocessing: Preprocessing,
): Promise<Float32Tensor> {
  const { height, width, channels = 3 } = preprocessing;
  const input = preprocess(pixels, preprocessing);
  return session.run(tensor('float32', [1, height, width, channels], input));
}
