import type { ShownPersons } from '@gender/metrics';

/** `12 persons`, or `12 persons and 3 pictures of unknown persons`; absent where nobody is known. */
export function describePersons({ persons, unknownImages }: ShownPersons): string | undefined {
  if (persons === undefined) return undefined;
  const known = `${persons} ${persons === 1 ? 'person' : 'persons'}`;
  if (unknownImages === undefined) return known;
  const pictures =
    unknownImages === 1 ? 'picture of an unknown person' : 'pictures of unknown persons';
  return `${known} and ${unknownImages} ${pictures}`;
}
