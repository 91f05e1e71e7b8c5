import { datasetNameSchema, defineCommand, formatCount, formatDuration } from '@gender/cli';
import { trainClassifier, type EpochResult, type TrainedClassifier } from '@gender/classifier';
import { required } from '@gender/core';
import { learningCurvesSvg } from '@gender/report';
import * as z from 'zod';
import { backboneOptions, backbonePath, feedingOf } from './backbone-options.js';
import { trainingConfig, trainingFlags } from './training-options.js';

/** `gender-train train`. */
export const trainCommand = defineCommand({
  name: 'train',
  summary: 'Train the classifier head, extracting features where they are missing or stale',
  examples: [
    ['--dataset GenderDataset_Small', 'ten epochs, as the published model'],
    ['--dataset GenderDataset_Small --preprocess rescale', "the original's preprocessing"],
    ['--dataset GenderDataset --hidden-units 256 --dropout 0.3 --l2 1e-5', 'a smaller head'],
    ['--dataset GenderDataset_Small --seed 1 --name Small_seed1', 'a model of another name'],
    ['--dataset GenderDataset --config head.json --epoch 20', 'options from a file, but for one'],
  ],
  options: {
    ...backboneOptions,
    name: {
      schema: datasetNameSchema.optional(),
      description: "what the names of the model's files begin with",
      fallback: 'that of --dataset',
    },
    ...trainingFlags,
    checkpointSeconds: {
      schema: z.number().positive().default(60),
      description: 'minimum number of seconds between two checkpoints',
    },
  },
  run: async (options, context) => {
    const config = await trainingConfig(options);
    return trainClassifier({
      ...options,
      ...context,
      ...config,
      backbone: backbonePath(options),
      ...feedingOf(options),
      drawCurves: learningCurvesSvg,
      onEpoch: (result) => context.printLine(describeEpoch(result, config.epochs)),
    });
  },
  print: (trained) => {
    const { epochs, bestEpoch, model } = trained;
    const { valAccuracy } = required(epochs[bestEpoch - 1], 'the best epoch');
    return (
      `${describeStop(trained)}\n` +
      `${model}: weights of epoch ${bestEpoch}, validation accuracy ${valAccuracy.toFixed(4)}`
    );
  },
});

function describeStop({ epochs, bestEpoch, stopped }: TrainedClassifier): string {
  return stopped === 'epochs'
    ? `stopped after ${countEpochs(epochs.length)}`
    : `stopped after ${countEpochs(epochs.length - bestEpoch)} without a better validation accuracy`;
}

function countEpochs(epochs: number): string {
  return formatCount(epochs, epochs === 1 ? 'epoch' : 'epochs');
}

function describeEpoch(result: EpochResult, epochs: number): string {
  const { epoch, loss, accuracy, valLoss, valAccuracy, seconds } = result;
  return (
    `epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}, ` +
    `validation loss ${valLoss.toFixed(4)}, validation accuracy ${valAccuracy.toFixed(4)}, ` +
    formatDuration(seconds)
  );
}
