import { basename, extname } from 'node:path';

/** Older than anybody; what is more is no age. */
const MAX_AGE = 130;

/** How old somebody is, as exactly as it is known. */
export interface KnownAge {
  /** Age in completed years. */
  readonly age?: number | undefined;
  /** Where only an interval is known: `25-32`, or `70+`; both ends belong to it. */
  readonly ageRange?: string | undefined;
}

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

/** `(25, 32)`, `25-32`, `25–32`, `25 to 32`. */
const CLOSED = /^[([]?\s*(\d{1,3})\s*(?:,|-|–|to)\s*(\d{1,3})\s*[)\]]?$/;

/** `more than 70`, `70+`. */
const OPEN = /^(?:more than (\d{1,3})|(\d{1,3})\+)$/i;

/** An age in years or as an interval from what a table says; nothing of what is neither. */
export function parseKnownAge(text: string | undefined): KnownAge {
  const age = parseAge(text);
  if (age !== undefined) return { age };
  const ageRange = text === undefined ? undefined : parseRange(text);
  return ageRange === undefined ? {} : { ageRange };
}

function parseRange(text: string): string | undefined {
  const [, from, to] = CLOSED.exec(text) ?? [];
  if (from !== undefined && to !== undefined) {
    const [low, high] = [Number(from), Number(to)];
    return low <= high && high <= MAX_AGE ? `${low}-${high}` : undefined;
  }
  const [, more, plus] = OPEN.exec(text) ?? [];
  const start = parseAge(more ?? plus);
  return start === undefined ? undefined : `${start}+`;
}

/** The interval of an age: of ten years where it is known (`30-39`), or the one that is known. */
export function ageBand({ age, ageRange }: KnownAge): string | undefined {
  if (age === undefined) return ageRange;
  const start = Math.floor(age / 10) * 10;
  return `${start}-${start + 9}`;
}

/** The order of bands: by where they start, then by their text; unknown ones last. */
export function compareAgeBands(a: string, b: string): number {
  const start = (band: string): number =>
    /^\d/.test(band) ? Number.parseInt(band, 10) : MAX_AGE + 1;
  return start(a) - start(b) || (a < b ? -1 : Number(a > b));
}
