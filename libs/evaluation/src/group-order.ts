/** The group of images of which a fact is not known. */
export const unknownGroup = 'unknown';

/** Sorts groups by the number that they begin with, then those without by name, the unknown last. */
export function compareGroups(a: string, b: string): number {
  return placeOf(a) - placeOf(b) || a.localeCompare(b, 'en');
}

/** Finite, so that any two places have a difference. */
function placeOf(group: string): number {
  if (group === unknownGroup) return Number.MAX_VALUE;
  const number = Number.parseFloat(group);
  return Number.isFinite(number) ? number : Number.MAX_VALUE / 2;
}
