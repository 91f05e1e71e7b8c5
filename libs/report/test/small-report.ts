import type { Results } from '@gender/evaluation';
import { makeReport, type Report, type ReportInput } from '../src/index.js';

/** Results of two classes, some wrong, their confidences spread; the same each time. */
export function resultsOf(classes: readonly [string, string], images = 80): Results {
  return {
    classes,
    rows: Array.from({ length: images }, (_, index) => {
      const label = index % 2;
      const p = 0.5 + 0.49 * Math.sin(index * 1.7) ** 2;
      const isRight = index % 9 !== 4;
      const own = isRight ? p : 1 - p;
      return {
        file: `${classes[label]}/${index}_Age${(index * 7) % 40}.jpg`,
        label,
        predicted: isRight ? label : 1 - label,
        probabilities: label === 0 ? [own, 1 - own] : [1 - own, own],
      };
    }),
  };
}

const origin = { model: { file: 'model.h5' }, data: { 'dataset and split': 'Small, test' } };

/** A report with every section. */
export function smallReport(others: Partial<ReportInput> = {}): Report {
  const epoch = { accuracy: 0.8, valAccuracy: 0.85, seconds: 3 };
  const history = {
    bestEpoch: 2,
    epochs: [
      { epoch: 1, loss: 0.7, valLoss: 0.6, ...epoch },
      { epoch: 2, loss: 0.5, valLoss: 0.4, ...epoch },
    ],
  };
  const results = resultsOf(['Female', 'Male']);
  return makeReport({ title: 'Small', results, history, origin, resamples: 50, ...others });
}
