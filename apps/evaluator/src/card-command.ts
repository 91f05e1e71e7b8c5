import { dirname, join } from 'node:path';
import { defineCommand } from '@gender/cli';
import { writeFileWhole } from '@gender/core/node';
import { modelCard } from '@gender/report';
import * as z from 'zod';
import { modelPath } from './predict-model.js';
import { reportOf, reportOptions } from './report-command.js';

/** `gender-evaluate card`. */
export const cardCommand = defineCommand({
  name: 'card',
  summary:
    'Write a model card: what the model is for, and how well it does on a test set, by group',
  examples: [['--trainset GenderDataset_Small', 'MODEL_CARD.md beside the model']],
  options: {
    output: {
      schema: z.string().optional(),
      description: 'file for the card',
      fallback: 'MODEL_CARD.md beside the model',
    },
    ...reportOptions,
  },
  run: async (options, context) => {
    const { report } = await reportOf(options, context);
    const { output = join(dirname(modelPath(options)), 'MODEL_CARD.md') } = options;
    await writeFileWhole(output, modelCard(report));
    const { images, accuracy } = report.score;
    return { output, images, accuracy };
  },
  print: ({ output, images, accuracy }) =>
    `${output}: accuracy ${accuracy.toFixed(4)} of ${images} images`,
});
