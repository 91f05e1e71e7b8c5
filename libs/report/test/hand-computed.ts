import type { ResultRow, Results } from '@gender/evaluation';
import { makeReport, type Report, type ReportInput } from '../src/index.js';

/** A picture of the class `label` of two, by the probability of the second; called what is more probable. */
export const picture = (label: number, p: number, file = `${label}/${p}.jpg`): ResultRow => ({
  ...{ file, label, predicted: Number(p > 0.5) },
  probabilities: [1 - p, p],
});

/** So many pictures of class `label`, of which the first are called so with a probability of 0.75. */
export function pictures(
  label: number,
  images: number,
  right: number,
  column: string,
): Results['rows'] {
  return Array.from({ length: images }, (_, at) =>
    picture(label, at < right === (label === 1) ? 0.75 : 0.25, `${column}/${at}.jpg`),
  );
}

/** The example of scikit-learn's pages on `roc_curve` and `precision_recall_curve`. */
export const scikitExample: Results = {
  classes: ['a', 'b'],
  rows: [picture(0, 0.1), picture(0, 0.4), picture(1, 0.35), picture(1, 0.8)],
};

/** A report without training and resamples. */
export function plainReport(results: Results, others: Partial<ReportInput> = {}): Report {
  const origin = { model: {}, data: {} };
  return makeReport({ title: 'Plain', results, origin, resamples: 0, ...others });
}
