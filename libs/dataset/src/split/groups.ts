import { DisjointSets } from '../duplicates/disjoint-sets.js';
import type { LabelledImage } from '../labelled-image.js';

/** What decides with which other pictures one belongs together. */
export type GroupedImage = Pick<LabelledImage, 'label' | 'person' | 'copyOf'>;

/**
 * Pictures of one person, and copies of one picture, together; others singly. In the order of their first pictures.
 *
 * @returns the indices of the pictures of each group
 */
export function groupTogether(images: readonly GroupedImage[]): number[][] {
  const sets = new DisjointSets(images.length);
  for (const key of ['person', 'copyOf'] as const) {
    const known = new Map<string, number>();
    for (const [index, image] of images.entries()) {
      const value = image[key];
      if (value === undefined) continue;
      const before = known.get(value);
      if (before === undefined) known.set(value, index);
      else sets.join(before, index);
    }
  }
  const groups = new Map<number, number[]>();
  for (const index of images.keys()) {
    const first = sets.find(index);
    const group = groups.get(first);
    if (group === undefined) groups.set(first, [index]);
    else group.push(index);
  }
  return [...groups.values()];
}

/** How often each value occurs. */
export function countValues(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
