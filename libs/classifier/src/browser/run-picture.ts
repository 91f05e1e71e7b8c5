import type { WebSession } from '@gender/engine/browser';
import { preprocess, type Preprocessing } from '@gender/image/pixels';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { readPixels, type WebPicture } from './read-pixels.js';

/**
 * Feeds one picture to a model.
 *
 * @param beforeRun - is called once the picture is decoded, and throws where the model is gone by then
 * @returns its output, shape `(1, …)`
 * @throws ClassifierError (`CLASSIFIER_PICTURE`) when it cannot be decoded; EngineError.
 */
export async function runPicture(
  session: WebSession,
  picture: WebPicture,
  preprocessing: Preprocessing,
  beforeRun: () => void,
): Promise<Float32Tensor> {
  const pixels = await readPixels(picture, preprocessing.exif);
  beforeRun();
  const { height, width, channels = 3 } = preprocessing;
  const input = preprocess(pixels, preprocessing);
  return session.run(tensor('float32', [1, height, width, channels], input));
}
