import {
  datasetNameSchema,
  defineCommand,
  formatCount,
  formatDuration,
  formatTable,
  type OptionTable,
} from '@gender/cli';
import {
  crossValidate,
  type CrossValidation,
  type FoldResult,
  type FoldSpread,
} from '@gender/model-selection';
import * as z from 'zod';
import { backboneOptions, backbonePath, feedingOf } from './backbone-options.js';
import { trainingConfig, trainingFlags } from './training-options.js';

const { augment: _, ...unaugmented } = backboneOptions;

/** `gender-train cross-validate`. */
export const crossValidateCommand = defineCommand({
  name: 'cross-validate',
  summary: 'Predict every picture of a dataset by heads that were trained on the others',
  examples: [
    [
      '--dataset GenderDataset_Small',
      'five folds, persons apart; the folds of Adience where it is Adience',
    ],
    ['--dataset GenderDataset_Small --folds 10 --seed 1', 'ten folds, drawn anew'],
    [
      '--dataset GenderDataset --hidden-units 256 --name Small_head',
      'another head, files of another name',
    ],
  ],
  options: {
    ...unaugmented,
    name: {
      schema: datasetNameSchema.optional(),
      description: 'what the names of the files begin with',
      fallback: 'that of --dataset',
    },
    folds: {
      schema: z.number().int().min(2).optional(),
      description: 'folds, of the same share of each class and persons apart',
      fallback: "the collection's own, such as Adience's, where split.json has them, else 5",
    },
    ...trainingFlags,
    resamples: {
      schema: z.number().int().min(0).max(1_000_000).default(2000),
      description: 'resamples of the bootstrap; 0: the interval of the accuracy only',
    },
    checkpointSeconds: {
      schema: z.number().positive().default(60),
      description: 'minimum number of seconds between two checkpoints',
    },
  } satisfies OptionTable,
  run: async (options, context) =>
    crossValidate({
      ...options,
      ...context,
      ...(await trainingConfig(options)),
      backbone: backbonePath(options),
      ...feedingOf(options),
      onFold: (result, folds) => context.printLine(describeFold(result, folds)),
    }),
  print: describeCrossValidation,
});

function describeFold(
  { fold, accuracy, epochs, bestEpoch, seconds }: FoldResult,
  folds: number,
): string {
  return `fold ${fold} of ${folds}: accuracy ${accuracy.toFixed(4)} with epoch ${bestEpoch} of ${epochs.length}, ${formatDuration(seconds)}`;
}

function describeCrossValidation(found: CrossValidation): string {
  const { folds, overFolds, pooled, persons, results, groups } = found;
  const table = formatTable(
    [
      'fold',
      'train',
      'validation',
      'test',
      'best epoch',
      'val. accuracy',
      'accuracy',
      'cross-entropy',
    ],
    folds.map(({ fold, images, bestEpoch, valAccuracy, accuracy, crossEntropy }) => [
      ...[fold, images.train, images.validation, images.test, bestEpoch],
      ...[valAccuracy.toFixed(4), accuracy.toFixed(4), crossEntropy.toFixed(4)],
    ]),
  );
  const line = (title: string, name: 'accuracy' | 'crossEntropy'): string => {
    const interval = pooled.intervals[name];
    const bounds =
      interval === undefined ? '' : ` [${interval.low.toFixed(4)}, ${interval.high.toFixed(4)}]`;
    return `${title.padEnd(15)}${pooled[name].toFixed(4)}${bounds}, folds ${describeSpread(overFolds[name])}`;
  };
  return [
    ...[table, '', line('accuracy', 'accuracy'), line('cross-entropy', 'crossEntropy'), ''],
    `The first figure is that of all ${formatCount(pooled.images, 'pictures')}, each predicted once, in brackets its 95 % interval, of ${describePersons(persons)};`,
    'then the mean of the folds and their standard deviation. Neither counts how trainings on other pictures would differ.',
    `${results}: every prediction; ${groups}: its fold and person`,
  ].join('\n');
}

function describeSpread({ mean, deviation }: FoldSpread): string {
  return `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}

function describePersons({ known, unknownImages }: CrossValidation['persons']): string {
  if (known === 0) return 'pictures as if all were of others, for nobody is known';
  const unknown = unknownImages === 0 ? '' : ` and ${unknownImages} pictures of unknown persons`;
  return `${formatCount(known, 'persons')}${unknown}`;
}
