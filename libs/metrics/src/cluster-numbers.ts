/**
 * Numbers the persons (or other clusters) that rows belong to; the same text in either Unicode form is
 * the same person, and who is not known is somebody else.
 *
 * @param persons - of each row, `undefined` where it is not known
 * @returns of each row a number, below 0 where it is not known; absent where nobody is known.
 */
export function clusterNumbers(persons: readonly (string | undefined)[]): number[] | undefined {
  if (persons.every((person) => person === undefined)) return undefined;
  const numbers = new Map<string, number>();
  return persons.map((person, row) => {
    if (person === undefined) return -1 - row;
    const name = person.normalize();
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}

/** Whom pictures show; plain data. */
export interface ShownPersons {
  /** How many persons are known; absent where nobody is, and pictures count as if all were of others. */
  readonly persons?: number;
  /** How many pictures show nobody knows whom, each counted as somebody else; absent: none. */
  readonly unknownImages?: number;
}

/** Whom pictures show that {@link clusterNumbers} has numbered. */
export function shownPersons(clusters: readonly number[] | undefined): ShownPersons {
  if (clusters === undefined) return {};
  const known = clusters.filter((cluster) => cluster >= 0);
  const unknownImages = clusters.length - known.length;
  return { persons: new Set(known).size, ...(unknownImages > 0 && { unknownImages }) };
}
