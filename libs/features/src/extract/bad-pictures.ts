import { FileError, type FileErrorCode } from '@gender/core/node';
import { ImageError, type ImageErrorCode } from '@gender/image';
import { FeaturesError } from '../features-error.js';

/** Every rule for pictures that cannot be read or decoded, for flags. */
export const badPictureRules = ['fail', 'skip'] as const;

/** What a picture does that cannot be read or decoded: end the work, or be left out and named. */
export type BadPictureRule = (typeof badPictureRules)[number];

/** What is wrong with a picture; other errors are of the machine or of the options. */
const codes: readonly (ImageErrorCode | FileErrorCode)[] = [
  'IMAGE_EMPTY',
  'IMAGE_FORMAT',
  'IMAGE_KIND',
  'IMAGE_CORRUPT',
  'IMAGE_TOO_LARGE',
  'FILE_NOT_FOUND',
  'FILE_ACCESS',
];

/** Whether an error is a picture's own. */
export function isPictureError(error: unknown): error is ImageError | FileError {
  return (error instanceof ImageError || error instanceof FileError) && codes.includes(error.code);
}

/** Pictures that an error names; of more it says how many. */
const MOST_NAMED = 100;

/** Says in one error which pictures cannot be read or decoded, and why. */
export function badPicturesError(
  errors: readonly (ImageError | FileError)[],
  total: number,
): FeaturesError {
  const named = errors.slice(0, MOST_NAMED).map(({ message }) => message);
  const more = errors.length - named.length;
  if (more > 0) named.push(`and ${more} more`);
  return new FeaturesError(
    'FEATURES_PICTURES',
    `${errors.length} of ${total} pictures cannot be read; the others are computed and kept: ${named.join('; ')}`,
    { cause: errors[0] },
  );
}
