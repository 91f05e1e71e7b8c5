import { GenderError, silentLogger } from '@gender/core';
import type { LoadOptions } from '@gender/classifier';

/**
 * Loads what looks for faces where it can, unless the options decide.
 *
 * @param load - loads it, with what pictures are taken for
 */
export async function lookingForFaces<T>(
  options: Pick<LoadOptions, 'faces' | 'classes' | 'preprocessing' | 'logger'>,
  load: (faces: LoadOptions['faces']) => Promise<T>,
): Promise<T> {
  const { classes, preprocessing, logger = silentLogger } = options;
  if (options.faces !== undefined) return load(options.faces);
  // What tells apart what only its user knows need not be a model of faces.
  if (classes !== undefined || preprocessing !== undefined) return load('trained');
  try {
    return await load('find');
  } catch (error) {
    if (!(error instanceof GenderError && error.code === 'FACE_API_MISSING')) throw error;
    const loaded = await load('trained');
    logger.warn(`pictures are taken for faces, cropped as in training: ${error.message}`);
    return loaded;
  }
}
