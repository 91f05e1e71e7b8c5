import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { didYouMean } from '@gender/core';
import { FileError } from '@gender/core/node';

/**
 * Returns a path when something is there.
 *
 * @param advice - what to do when not, as an imperative: `download it with gender-convert fetch`
 * @param names - what else could have been meant than a file beside it, such as networks by name
 * @throws FileError (`FILE_NOT_FOUND`) that ends in the advice, or in what may have been meant.
 *
 * @example
 * existingFile('models/vgg_face.mat', 'download it with gender-convert fetch');
 */
export function existingFile(path: string, advice: string, names: readonly string[] = []): string {
  if (existsSync(path)) return path;
  const meant = didYouMean(basename(path), [...names, ...filesBeside(path)]);
  throw new FileError('FILE_NOT_FOUND', `there is no ${path}; ${advice}${meant}`);
}

function filesBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path));
  } catch {
    return []; // there is no such folder, and nothing to suggest
  }
}
