import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, type Logger } from '@gender/core';
import { byFile } from '../by-file.js';
import type { LabelledImage } from '../labelled-image.js';
import { readSplitManifest } from '../write/read-split-manifest.js';
import { SPLIT_MANIFEST, type SplitManifestFile } from '../write/split-manifest.js';

/**
 * Pictures with what the manifest of a prepared dataset knows of them: who is shown, how old, in which
 * groups and fold, and of which others they are copies. As they are where the folder holds no manifest.
 *
 * @param root - the folder that holds the splits
 * @throws DatasetError when the manifest cannot be understood.
 */
export async function withManifestFacts(
  root: string,
  images: LabelledImage[],
  logger: Logger = silentLogger,
): Promise<LabelledImage[]> {
  if (!existsSync(join(root, SPLIT_MANIFEST))) return images;
  const { files } = await readSplitManifest(root);
  const known = byFile(files.map((each) => [join(root, each.file), each] as const));
  const factsOf = ({ path }: LabelledImage): SplitManifestFile | undefined => known(path);
  warnOfUnknown(
    root,
    images.filter((image) => factsOf(image) === undefined),
    images.length,
    logger,
  );
  /** The first picture of each group of copies, as the first of all may not be in the dataset. */
  const firsts = new Map<string | undefined, string>();
  for (const image of images) {
    const copyOf = factsOf(image)?.copyOf;
    if (!firsts.has(copyOf)) firsts.set(copyOf, image.path);
  }
  return images.map((image) => {
    const known = factsOf(image);
    if (known === undefined) return image;
    const { person, age, ageRange, groups, fold, copyOf } = known;
    return {
      ...image,
      ...(person !== undefined && { person }),
      ...(groups !== undefined && { groups }),
      ...(fold !== undefined && { fold }),
      ...(copyOf !== undefined && { copyOf: firsts.get(copyOf) }),
      ...((age !== undefined || ageRange !== undefined) && { age, ageRange }),
    };
  });
}

function warnOfUnknown(
  root: string,
  [first, ...others]: readonly LabelledImage[],
  images: number,
  logger: Logger,
): void {
  if (first === undefined) return;
  logger.warn(
    `${join(root, SPLIT_MANIFEST)} names ${images - 1 - others.length} of ${images} pictures, and not ${first.path}: of the others it is not known who is shown, nor of which they are copies; if files or folders were renamed, prepare the dataset again from its source`,
  );
}
