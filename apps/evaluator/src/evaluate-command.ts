import { defineCommand } from '@gender/cli';
import { scoreResults } from '@gender/evaluation';
import { z } from 'zod';
import { describeScore } from './describe-score.js';
import { batchMeanOption, modelOptions } from './model-options.js';
import { predictModel, writeModelResults } from './predict-model.js';

/** `gender-evaluate evaluate`. */
export const evaluateCommand = defineCommand({
  name: 'evaluate',
  summary: 'Print cross-entropy, accuracy and confusion of a model on a test set',
  examples: [
    ['--trainset GenderDataset_Small', 'on its own test split'],
    ['--trainset GenderDataset --testset Other', 'on that of another dataset'],
  ],
  options: {
    ...modelOptions,
    ...batchMeanOption,
    mode: {
      schema: z.enum(['evaluate', 'predict']).default('evaluate'),
      description: '`predict` also writes the results file',
    },
  },
  run: async (options, context) => {
    const started = performance.now();
    const results = await predictModel(options, context);
    const seconds = (performance.now() - started) / 1000;
    const score = scoreResults(results, options);
    const output =
      options.mode === 'predict'
        ? await writeModelResults(options, context, results, seconds)
        : undefined;
    return { ...score, seconds, output };
  },
  print: ({ output, ...score }) =>
    output === undefined ? describeScore(score) : `${output}\n\n${describeScore(score)}`,
});
