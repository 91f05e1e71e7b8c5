import { defineCommand, UsageError } from '@gender/cli';
import {
  applyOperatingPoint,
  checkApart,
  chooseOperatingPoint,
  readResults,
  scoreResults,
  type OperatingPoint,
  type Score,
} from '@gender/evaluation';
import * as z from 'zod';
import { batchMeanOption } from './model-options.js';
import { describeScore } from './describe-score.js';
import { checkPositive, operatingPointLines, thresholdOptions } from './threshold-options.js';
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
    ...thresholdOptions,
    validation: {
      schema: z.string().optional(),
      description: 'a results file of validation pictures, on which --threshold-by chooses',
    },
    ...uncertaintyOptions,
  },
  run: async ({ csv, thresholdBy, positive, validation, ...options }, { logger }) => {
    if ((thresholdBy === undefined) !== (validation === undefined)) {
      throw new UsageError('--threshold-by and --validation go together');
    }
    checkPositive({ thresholdBy, positive });
    const results = await readResults(csv);
    const scoring = { ...options, facts: await factsOf(options), logger };
    if (thresholdBy === undefined || validation === undefined) {
      return scoreResults(results, scoring);
    }
    const chosenOn = await readResults(validation);
    checkApart(chosenOn, results, logger);
    const operatingPoint = chooseOperatingPoint(chosenOn, thresholdBy, positive);
    const called = applyOperatingPoint(results, operatingPoint);
    return { operatingPoint, ...scoreResults(called, scoring) };
  },
  print: (result: Score & { operatingPoint?: OperatingPoint }) =>
    [...operatingPointLines(result.operatingPoint), describeScore(result)].join('\n'),
});
