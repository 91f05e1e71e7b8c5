import { defineCommand } from '@gender/cli';
import { readSplitFacts, scoreResults } from '@gender/evaluation';
import * as z from 'zod';
import { describeScore } from './describe-score.js';
import { factsOf, minConfidenceOption, uncertaintyOptions } from './uncertainty-options.js';
import {
  batchMeanOption,
  describeTemperature,
  modelOptions,
  onBadOption,
} from './model-options.js';
import { writeModelResults } from './predict-model.js';
import { operatingPointLines, predictAtPoint, thresholdOptions } from './threshold-options.js';

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
    ...onBadOption,
    ...batchMeanOption,
    ...minConfidenceOption,
    ...thresholdOptions,
    ...uncertaintyOptions,
    mode: {
      schema: z.preprocess(lowerCase, z.enum(['evaluate', 'predict'])).default('evaluate'),
      description: '`predict` also writes the results file',
    },
  },
  run: async (options, context) => {
    const given = await factsOf(options);
    const started = performance.now();
    const { predicted: results, operatingPoint } = await predictAtPoint(options, context);
    const seconds = (performance.now() - started) / 1000;
    const facts = [
      await readSplitFacts(options.dataRoot, results.dataset, results.split),
      ...given,
    ];
    const score = scoreResults(results, { ...options, facts, logger: context.logger });
    const output =
      options.mode === 'predict'
        ? await writeModelResults(options, context, { predicted: results, operatingPoint, seconds })
        : undefined;
    const { model, dataset, split, skipped, temperature, trainedOn } = results;
    return {
      model,
      dataset,
      split,
      ...score,
      temperature,
      operatingPoint,
      skipped,
      trainedOn,
      seconds,
      output,
    };
  },
  print: ({
    model,
    dataset,
    split,
    skipped,
    trainedOn,
    output,
    temperature,
    operatingPoint,
    ...score
  }) =>
    [
      ...(output === undefined ? [] : [`${output}\n`]),
      `model                 ${model}`,
      `dataset               ${dataset}, ${split}`,
      ...(skipped.length === 0 ? [] : [`left out              ${skipped.length}`]),
      ...(trainedOn ? [`trained on            ${trainedOn} of these pictures`] : []),
      ...describeTemperature(temperature),
      ...operatingPointLines(operatingPoint),
      describeScore(score),
    ].join('\n'),
});

/** The original's users write `--mode Evaluate` as well. */
function lowerCase(mode: unknown): unknown {
  return typeof mode === 'string' ? mode.toLowerCase() : mode;
}
