import type { Figure, Interval } from '@gender/metrics';

/** The value of each figure by its name. */
export function valuesOf<Name extends string>(
  figures: Readonly<Partial<Record<Name, Figure>>>,
): Partial<Record<Name, number>> {
  return pick(figures, ({ value }) => value);
}

/** The interval of each figure that has one, by its name. */
export function intervalsOf<Name extends string>(
  figures: Readonly<Partial<Record<Name, Figure>>>,
): Partial<Record<Name, Interval>> {
  return pick(figures, ({ interval }) => interval);
}

function pick<Name extends string, T>(
  figures: Readonly<Partial<Record<Name, Figure>>>,
  part: (figure: Figure) => T | undefined,
): Partial<Record<Name, T>> {
  const picked: Partial<Record<Name, T>> = {};
  for (const name of Object.keys(figures) as Name[]) {
    const figure = figures[name];
    const value = figure && part(figure);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
