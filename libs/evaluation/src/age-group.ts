import { ageFromName } from '@gender/dataset';

/** The group of images whose names hold no age. */
export const unknownAge = 'unknown';

/**
 * The ten-year age group of an image, read from `_Age<age>` at the end of its name:
 * `Female/100_Age31.jpg` → `30-39`; `unknown` where the name holds no age.
 */
export function ageGroup(file: string): string {
  const age = ageFromName(file);
  if (age === undefined) return unknownAge;
  const start = Math.floor(age / 10) * 10;
  return `${start}-${start + 9}`;
}

/** Sorts age groups from young to old, the unknown ones last. */
export function compareAgeGroups(a: string, b: string): number {
  return startOf(a) - startOf(b);
}

/** Later than any age, so that unknown ages come last; finite, so that differences are numbers. */
const afterAllAges = 1000;

function startOf(group: string): number {
  return group === unknownAge ? afterAllAges : Number.parseInt(group, 10);
}
