import type { LabelledImage } from '../labelled-image.js';

/** How many persons there are, and in how many pictures. */
interface Count {
  readonly persons: number;
  readonly pictures: number;
}

/** What `clusterPersons` calls groups, now or when the pictures were first prepared. */
const clusterName = /^cluster \d+$/;

/** Counts persons whom somebody named apart from those who were told apart by their faces. */
export function countPersons(images: readonly Pick<LabelledImage, 'person'>[]): {
  readonly known: Count;
  readonly clusters: Count;
} {
  const persons = images.flatMap(({ person }) => (person === undefined ? [] : [person]));
  const count = (some: readonly string[]): Count => ({
    persons: new Set(some).size,
    pictures: some.length,
  });
  return {
    known: count(persons.filter((person) => !clusterName.test(person))),
    clusters: count(persons.filter((person) => clusterName.test(person))),
  };
}
