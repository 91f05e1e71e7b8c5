/** Whom pictures show; plain data. */
export interface ShownPersons {
  /** How many persons are known; absent where nobody is, and pictures count as if all were of others. */
  readonly persons?: number;
  /** How many pictures show nobody knows whom, each counted as somebody else; absent: none. */
  readonly unknownImages?: number;
}

/** Whom pictures show that were numbered by `clusterNumbers`, as whose unknown persons are below 0. */
export function shownPersons(clusters: readonly number[] | undefined): ShownPersons {
  if (clusters === undefined) return {};
  const known = clusters.filter((cluster) => cluster >= 0);
  const unknownImages = clusters.length - known.length;
  return { persons: new Set(known).size, ...(unknownImages > 0 && { unknownImages }) };
}

/** `12 persons`, or `12 persons and 3 pictures of unknown persons`; absent where nobody is known. */
export function describePersons({ persons, unknownImages }: ShownPersons): string | undefined {
  if (persons === undefined) return undefined;
  const known = `${persons} ${persons === 1 ? 'person' : 'persons'}`;
  if (unknownImages === undefined) return known;
  const pictures =
    unknownImages === 1 ? 'picture of an unknown person' : 'pictures of unknown persons';
  return `${known} and ${unknownImages} ${pictures}`;
}
