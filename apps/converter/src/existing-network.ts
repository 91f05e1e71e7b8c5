import { existingFile } from '@gender/cli';
import { isNetworkName, networkNames } from '@gender/formats';

/**
 * Returns the path of a network when something is there, or the name of one in an npm package.
 *
 * @param advice - what to do when there is nothing, as an imperative
 * @throws FileError (`FILE_NOT_FOUND`) that ends in the advice.
 */
export function existingNetwork(path: string, advice: string): string {
  return isNetworkName(path) ? path : existingFile(path, advice, networkNames);
}
