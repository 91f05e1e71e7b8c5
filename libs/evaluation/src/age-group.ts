/** The group of images of which a fact is not known. */
export const unknownGroup = 'unknown';

/** The ten-year age group of an age in years: 31 → `30-39`; `unknown` where it is not known. */
export function ageGroup(age: number | undefined): string {
  if (age === undefined) return unknownGroup;
  const start = Math.floor(age / 10) * 10;
  return `${start}-${start + 9}`;
}

/** Sorts groups by the number that they begin with, then by name, the unknown ones last. */
export function compareGroups(a: string, b: string): number {
  const [first, second] = [a, b].map((group) =>
    group === unknownGroup ? Number.MAX_VALUE : Number.parseFloat(group),
  );
  const difference = Number(first) - Number(second);
  return difference || a.localeCompare(b, 'en');
}
