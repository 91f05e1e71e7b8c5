import { defineCommand, formatDuration } from '@gender/cli';
import { trainClassifier, type EpochResult } from '@gender/classifier';
import { z } from 'zod';
import { backboneOptions, backbonePath } from './backbone-options.js';

/** `gender-train train`. */
export const trainCommand = defineCommand({
  name: 'train',
  summary: 'Train the classifier head, extracting features where they are missing or stale',
  examples: [
    ['--dataset GenderDataset_Small', 'ten epochs, as the published model'],
    ['--dataset GenderDataset_Small --preprocess rescale', "the original's preprocessing"],
  ],
  options: {
    ...backboneOptions,
    epoch: {
      schema: z.number().int().min(1).default(10),
      description: 'the most epochs to train',
    },
    batch: {
      schema: z.number().int().min(1).max(1024).default(32),
      description: 'pictures in one step',
    },
    patience: {
      schema: z.number().int().min(1).default(3),
      description: 'epochs without a better validation accuracy before training stops',
    },
    learningRate: {
      schema: z.number().positive().default(1e-4),
      description: "Adam's step size",
    },
  },
  run: async (options, context) => {
    const { models, preprocess, resample, exif, epoch, batch, learningRate, ...rest } = options;
    return trainClassifier({
      ...rest,
      ...context,
      models,
      backbone: backbonePath(options),
      preprocessing: { mode: preprocess, resampling: resample, exif },
      epochs: epoch,
      batchSize: batch,
      adam: { learningRate },
      onEpoch: (result) => context.printLine(describeEpoch(result, epoch)),
    });
  },
  print: ({ epochs, bestEpoch, model }) => {
    const best = epochs[bestEpoch - 1];
    return `${model}: weights of epoch ${bestEpoch}, validation accuracy ${best?.valAccuracy.toFixed(4)}`;
  },
});

function describeEpoch(result: EpochResult, epochs: number): string {
  const { epoch, loss, accuracy, valLoss, valAccuracy, seconds } = result;
  return (
    `epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}, ` +
    `validation loss ${valLoss.toFixed(4)}, validation accuracy ${valAccuracy.toFixed(4)}, ` +
    formatDuration(seconds)
  );
}
