import { basename, extname } from 'node:path';

/** Older than anybody; what is more is no age. */
const MAX_AGE = 130;

/** The age in a name that ends in `_Age<age>`, as those of written datasets do. */
export function ageFromName(path: string): number | undefined {
  return parseAge(/_Age(\d{1,3})$/.exec(basename(path, extname(path)))?.[1]);
}

/**
 * Completed years from what a table says: `31`, `31.0`, `31.5`. Nothing where it says something else,
 * such as an interval, from which no age can be taken without a guess.
 */
export function parseAge(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,3}(\.\d+)?$/.test(text)) return undefined;
  const age = Math.floor(Number(text));
  return age <= MAX_AGE ? age : undefined;
}
