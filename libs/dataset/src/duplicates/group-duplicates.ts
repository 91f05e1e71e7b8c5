import type { Reporting } from '../in-slices.js';
import { DisjointSets } from './disjoint-sets.js';
import { joinNearDuplicates } from './near-duplicates.js';
import type { PictureContent } from './picture-content.js';
import type { Thumbnails } from './thumbnails.js';

/** How two pictures are the same: their files, their decoded pixels, or nearly. */
export const likenesses = ['file', 'pixels', 'near'] as const;

/** One of them. */
export type Likeness = (typeof likenesses)[number];

/**
 * Groups pictures that are the same or nearly so.
 *
 * @param thumbnails - that contents name
 * @returns for each picture the index of the first picture of its group; its own where it is the first
 * @throws FileError when the temporary folder cannot be read; the reason of the signal.
 */
export async function groupDuplicates(
  contents: readonly PictureContent[],
  thumbnails: Thumbnails,
  reporting: Reporting = {},
): Promise<number[]> {
  const groups = new DisjointSets(contents.length);
  joinEqual(
    contents.map(({ file }) => file),
    groups,
  );
  joinEqual(
    contents.map(({ pixels }) => pixels),
    groups,
  );
  const first = contents.map((_, index) => groups.find(index) === index);
  const numbers = contents.map(({ thumbnail }, index) => (first[index] ? thumbnail : undefined));
  await joinNearDuplicates(numbers, thumbnails, groups, reporting);
  return contents.map((_, index) => groups.find(index));
}

function joinEqual(keys: readonly (string | undefined)[], groups: DisjointSets): void {
  const known = new Map<string, number>();
  for (const [index, key] of keys.entries()) {
    if (key === undefined) continue;
    const before = known.get(key);
    if (before === undefined) known.set(key, index);
    else groups.join(before, index);
  }
}

/** How two pictures of one group are the same. */
export function likenessOf(a: PictureContent, b: PictureContent): Likeness {
  if (a.file !== undefined && a.file === b.file) return 'file';
  return a.pixels !== undefined && a.pixels === b.pixels ? 'pixels' : 'near';
}
