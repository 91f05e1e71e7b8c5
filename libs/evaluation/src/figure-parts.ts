import type { Figure, FigureName, Interval } from '@gender/metrics';

/** What figures are called for people, in the order in which they are shown. */
export const figureTitles = {
  balancedAccuracy: 'balanced accuracy',
  crossEntropy: 'cross-entropy',
  brierScore: 'Brier score',
  matthewsCorrelation: 'Matthews correlation',
  rocAuc: 'ROC AUC',
  averagePrecision: 'average precision',
  calibrationError: 'calibration error',
} as const satisfies Record<FigureName, string>;

/** What the interval of a calibration error is of, for people. */
export const calibrationNote =
  'The interval of the calibration error is that of the true error: the value is too large on average, the more so of few pictures.';

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
