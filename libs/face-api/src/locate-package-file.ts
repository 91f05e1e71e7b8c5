import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { FaceApiError } from './face-api-error.js';

/** The package whose files are read; none of its code is. */
const PACKAGE = '@vladmandic/face-api';

/** The version whose network is known; others may have another. */
const VERSION = '1.7.15';

/**
 * The path of a file in the folder `model` of `@vladmandic/face-api`.
 *
 * @param places - files from where the package is looked for; default: where this library is
 *   installed, then where the process was started
 * @throws FaceApiError (`FACE_API_MISSING`) with the command that installs it.
 */
export function locatePackageFile(
  name: string,
  places: readonly string[] = [import.meta.url, join(process.cwd(), 'package.json')],
): string {
  const folder = places.map(packageFolder).find((found) => found !== undefined);
  if (folder !== undefined) return join(folder, 'model', name);
  throw new FaceApiError(
    'FACE_API_MISSING',
    `the network face-api is in the npm package ${PACKAGE}, which is not installed; install it with: npm install ${PACKAGE}@${VERSION}`,
  );
}

function packageFolder(place: string): string | undefined {
  try {
    return dirname(createRequire(place).resolve(`${PACKAGE}/package.json`));
  } catch {
    return undefined;
  }
}
