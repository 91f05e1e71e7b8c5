import {
  datasetNameSchema,
  defineCommand,
  formatCommandLine,
  formatCount,
  formatDuration,
  formatTable,
  givenFlags,
  type OptionValues,
} from '@gender/cli';
import { required } from '@gender/core';
import { tune, type TrialLine, type Tuning } from '@gender/model-selection';
import * as z from 'zod';
import { backboneOptions, backbonePath, feedingOf } from './backbone-options.js';
import { trainingConfig, trainingFlags } from './training-options.js';

/** Rows of the table: the best trials, and the options as they were given. */
const SHOWN = 10;

/** `gender-train tune`. */
export const tuneCommand = defineCommand({
  name: 'tune',
  summary:
    'Search for training options by the validation accuracy, most trials for few epochs only',
  examples: [
    ['--dataset GenderDataset_Small --trials 30', 'thirty heads, the best of them with 10 epochs'],
    ['--dataset GenderDataset_Small --trials 100 --epoch 27', 'more, with up to 27 epochs'],
  ],
  options: {
    ...backboneOptions,
    name: {
      schema: datasetNameSchema.optional(),
      description: 'what the name of the folder of the search begins with',
      fallback: 'that of --dataset',
    },
    trials: {
      schema: z.number().int().min(1).default(30),
      description: 'how many ways to train are tried; the first has the options as they are given',
    },
    reduction: {
      schema: z.number().int().min(2).default(3),
      description: 'of so many trials one goes on, with so many times the epochs, up to --epoch',
    },
    ...trainingFlags,
    checkpointSeconds: {
      schema: z.number().positive().default(60),
      description: 'minimum number of seconds between two checkpoints',
    },
  },
  run: async (options, context) => {
    const found = await tune({
      ...options,
      ...context,
      ...(await trainingConfig(options)),
      backbone: backbonePath(options),
      ...feedingOf(options),
      onTrial: (reached) => context.printLine(describeTrial(reached)),
    });
    return { ...found, command: winnersCommand(found, options) };
  },
  print: (found) => describeTuning(found),
});

/** The command that trains the winner. */
function winnersCommand(
  { config }: Tuning,
  { seed, ...options }: OptionValues<typeof backboneOptions> & { readonly seed: number },
): string {
  return formatCommandLine([
    ...['gender-train', 'train', ...givenFlags(backboneOptions, options), '--config', config],
    ...(seed === 0 ? [] : ['--seed', String(seed)]),
  ]);
}

function describeTrial({ trial, epochs, valAccuracy, seconds }: TrialLine): string {
  const reached =
    valAccuracy === undefined
      ? 'diverged'
      : `validation accuracy ${valAccuracy.toFixed(4)} after ${formatCount(epochs, 'epochs')}`;
  return `trial ${trial}: ${reached}, ${formatDuration(seconds)}`;
}

function describeTuning(found: Tuning & { readonly command: string }): string {
  const { trials, best, given, validationImages, epochs, file, command } = found;
  const shown = trials.filter((line, place) => place < SHOWN || line === given);
  const table = formatTable(
    [
      'trial',
      'epochs',
      'val. accuracy',
      'cross-entropy',
      'units',
      'dropout',
      'learning rate',
      'L2',
      'smoothing',
      'batch',
    ],
    shown.map(({ trial, epochs, valAccuracy, crossEntropy, config }) => [
      ...[trial === 0 ? '0 (as given)' : String(trial), epochs],
      ...[valAccuracy?.toFixed(4) ?? 'diverged', crossEntropy?.toFixed(4) ?? '-'],
      ...[config.hiddenUnits.join(' ') || 'none', String(config.dropout)],
      ...[String(config.adam.learningRate), String(config.l2)],
      ...[String(config.labelSmoothing), config.batchSize],
    ]),
  );
  const left = trials.length - shown.length;
  return [
    ...[table, ...(left === 0 ? [] : [`and ${formatCount(left, 'trials')} in ${file}`]), ''],
    `${formatCount(trials.length, 'trials')}, ${formatCount(epochs, 'epochs')} in all. Best of so many on the same ${formatCount(validationImages, 'validation pictures')}, the first accuracy is too high;`,
    'cross-validate with these options, or the test split once, tells how good they are.',
    verdict(best, given),
    `train the best: ${command}`,
  ].join('\n');
}

function verdict(best: TrialLine, given: TrialLine): string {
  if (best === given) return 'No trial was better than the options as they were given.';
  const accuracy = required(best.valAccuracy, 'the accuracy of the best trial');
  if (given.valAccuracy === undefined) {
    return `The options as they were given diverged; trial ${best.trial} has a validation accuracy of ${accuracy.toFixed(4)}.`;
  }
  const gain = accuracy - given.valAccuracy;
  return gain > 0
    ? `Trial ${best.trial} has a validation accuracy ${gain.toFixed(4)} higher than the options as they were given.`
    : `Trial ${best.trial} has no higher validation accuracy than the options as they were given, only a lower cross-entropy.`;
}
