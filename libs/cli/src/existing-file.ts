import { existsSync } from 'node:fs';
import { FileError } from '@gender/core/node';

/**
 * Returns a path when something is there.
 *
 * @param advice - what to do when not, as an imperative: `download it with gender-convert fetch`
 * @throws FileError (`FILE_NOT_FOUND`) that ends in the advice.
 *
 * @example
 * existingFile('models/vgg_face.mat', 'download it with gender-convert fetch');
 */
export function existingFile(path: string, advice: string): string {
  if (existsSync(path)) return path;
  throw new FileError('FILE_NOT_FOUND', `there is no ${path}; ${advice}`);
}
