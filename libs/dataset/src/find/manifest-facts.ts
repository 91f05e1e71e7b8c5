import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledImage } from '../labelled-image.js';
import { readSplitManifest } from '../write/read-split-manifest.js';
import { SPLIT_MANIFEST } from '../write/split-manifest.js';

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
): Promise<LabelledImage[]> {
  if (!existsSync(join(root, SPLIT_MANIFEST))) return images;
  const { files } = await readSplitManifest(root);
  const facts = new Map(files.map((each) => [join(root, each.file), each]));
  /** The first picture of each group of copies, as the first of all may not be in the dataset. */
  const firsts = new Map<string | undefined, string>();
  for (const { path } of images) {
    const copyOf = facts.get(path)?.copyOf;
    if (!firsts.has(copyOf)) firsts.set(copyOf, path);
  }
  return images.map((image) => {
    const known = facts.get(image.path);
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
