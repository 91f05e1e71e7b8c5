import { defineCommand } from '@gender/cli';
import { readResults, scoreResults } from '@gender/evaluation';
import * as z from 'zod';
import { batchMeanOption } from './model-options.js';
import { describeScore } from './describe-score.js';
import { factsOf, minConfidenceOption, uncertaintyOptions } from './uncertainty-options.js';

/** `gender-evaluate score`. */
export const scoreCommand = defineCommand({
  name: 'score',
  summary: 'Score a results file',
  examples: [
    [
      '--csv data/results/GenderDataset_Small_test_results.csv --batch-mean 32',
      'accuracy and cross-entropy, the published figure beside it',
    ],
  ],
  options: {
    csv: { schema: z.string(), description: 'a results file, as `predict` writes it' },
    ...batchMeanOption,
    ...minConfidenceOption,
    ...uncertaintyOptions,
  },
  run: async ({ csv, ...options }, { logger }) =>
    scoreResults(await readResults(csv), { ...options, facts: await factsOf(options), logger }),
  print: describeScore,
});
