import { zip, type Logger } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import type { DuplicatePair } from '../duplicates/mark-duplicates.js';
import type { PictureContent } from '../duplicates/picture-content.js';
import type { LabelledImage } from '../labelled-image.js';
import type { SplitMethod } from '../split/split-method.js';

/** So many pairs are named. */
const NAMED = 20;

/** What is looked at, and what is done about what is found. */
export interface ContradictionOptions {
  readonly source: string;
  readonly method: SplitMethod;
  readonly logger: Logger;
  /** Writes the pictures down, so that the user can correct or drop them; returns the path of the file. */
  readonly propose: (contradictions: readonly (readonly LabelledImage[])[]) => Promise<string>;
}

/**
 * Refuses one picture in two classes, the same file or the same pixels; pictures that are nearly the same
 * are named in a warning, and so are all where the split is the published one.
 *
 * @param contents - of each picture
 * @param pairs - the pictures that are the same or nearly so
 * @throws DatasetError `DATASET_LABELS`, which says where the pictures are listed to be corrected
 */
export async function checkContradictions(
  images: readonly LabelledImage[],
  contents: readonly PictureContent[],
  pairs: readonly DuplicatePair[],
  { source, method, logger, propose }: ContradictionOptions,
): Promise<void> {
  const contradictions = findContradictions(images, contents);
  if (contradictions.length > 0 && method !== 'original') {
    const count = contradictions.flat().length;
    const list = await propose(contradictions);
    throw new DatasetError(
      'DATASET_LABELS',
      `${source} has the same picture in two classes: ${namePairs(contradictions.map(differing))}; ${list} lists the ${count} pictures to be dropped: write the right class where you know it, and prepare with these corrections`,
    );
  }
  const against = pairs.filter(({ first, second }) => first.label !== second.label);
  if (against.length > 0) {
    const named = namePairs(against.map(({ first, second }) => [first, second]));
    logger.warn(`pictures that are the same or nearly so in two classes: ${named}`);
  }
}

/**
 * Groups of pictures that are the same, file or pixels, and not all of one class.
 *
 * @param contents - of each picture
 */
export function findContradictions(
  images: readonly LabelledImage[],
  contents: readonly PictureContent[],
): LabelledImage[][] {
  const same = new Map<string, LabelledImage[]>();
  for (const [image, { pixels, file }] of zip(images, contents)) {
    const key = pixels ?? file;
    if (key === undefined) continue;
    const known = same.get(key);
    if (known === undefined) same.set(key, [image]);
    else known.push(image);
  }
  return [...same.values()].filter((group) => group.some(({ label }) => label !== group[0]?.label));
}

/** The first picture of a group, and the first that is in another class. */
function differing(group: readonly LabelledImage[]): LabelledImage[] {
  const [first] = group;
  const other = group.find(({ label }) => label !== first?.label);
  return [first, other].filter((image) => image !== undefined);
}

function namePairs(pairs: readonly (readonly LabelledImage[])[]): string {
  const named = pairs
    .slice(0, NAMED)
    .map((pair) => pair.map(({ path, label }) => `${path} (${label})`).join(' and '));
  const more = pairs.length > NAMED ? [`and ${pairs.length - NAMED} more`] : [];
  return [...named, ...more].join('; ');
}
