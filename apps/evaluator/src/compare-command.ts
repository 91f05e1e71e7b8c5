import { defineCommand, formatTable } from '@gender/cli';
import { compareResults, readResults, type Comparison } from '@gender/evaluation';
import * as z from 'zod';
import { describeInterval, figureTitles, signed, withInterval } from './describe-score.js';
import { factsOf, uncertaintyOptions } from './uncertainty-options.js';

/** `gender-evaluate compare`. */
export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'Compare results files of the same pictures with the first of them',
  examples: [['a.csv b.csv', 'what b has more than a, with intervals and McNemar’s test']],
  options: {
    results: {
      schema: z.array(z.string()).min(2, 'expected two or more results files'),
      description: 'results files, as `predict` writes them; the first is the baseline',
      positional: true,
    },
    onlyCommon: {
      schema: z.boolean().default(false),
      description: 'compare the pictures that all files have; default: others are an error',
    },
    ...uncertaintyOptions,
  },
  run: async ({ results: files, ...options }) => {
    const results = await Promise.all(
      files.map(async (name) => ({ name, ...(await readResults(name)) })),
    );
    return compareResults(results, { ...options, facts: await factsOf(options) });
  },
  print: describeComparison,
});

const titles = { accuracy: 'accuracy', ...figureTitles };

function describeComparison({
  images,
  leftOut,
  baseline,
  others,
  uncertainty,
}: Comparison): string {
  const left = leftOut.filter((each) => each.images > 0);
  const { persons, resamples, confidence } = uncertainty;
  const accuracies = formatTable(
    ['results', 'accuracy', 'only it right', 'only the first', 'McNemar p', 'adjusted (Holm)'],
    [
      [baseline.name, withInterval(baseline.accuracy, baseline.interval), '-', '-', '-', '-'],
      ...others.map(({ name, accuracy, interval, mcnemar }) => [
        ...[name, withInterval(accuracy, interval)],
        ...[`${mcnemar.onlyFirst}`, `${mcnemar.onlySecond}`],
        ...[mcnemar.exact.toFixed(4), mcnemar.adjusted.toFixed(4)],
      ]),
    ],
  );
  const differences = others.map(({ name, differences }) =>
    formatTable(
      [`${name} less the first`, 'difference', `other than 0 (${confidence * 100} %)`],
      Object.entries(titles).flatMap(([key, title]) => {
        const figure = differences[key as keyof typeof titles];
        if (figure === undefined) return [];
        const { value, interval } = figure;
        const open = interval !== undefined && interval.low <= 0 && interval.high >= 0;
        return [
          [
            title,
            signed(value) + (interval === undefined ? ' (-)' : describeInterval(interval, signed)),
            interval === undefined ? '-' : open ? 'no' : 'yes',
          ],
        ];
      }),
    ),
  );
  return [
    [
      `images  ${images}`,
      ...left.map((each) => `left out of ${each.name}: ${each.images}, which not all have`),
    ].join('\n'),
    accuracies,
    ...differences,
    persons === undefined
      ? `Intervals by ${resamples} paired resamples (BCa), of pictures as if all were of others.`
      : `Intervals by ${resamples} paired resamples (BCa) of ${persons} persons. McNemar's test takes pictures as independent: go by the intervals.`,
  ].join('\n\n');
}
