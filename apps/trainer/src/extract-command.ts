import { defineCommand } from '@gender/cli';
import { extractDataset } from '@gender/features';
import { z } from 'zod';
import { backboneOptions, backbonePath } from './backbone-options.js';

/** `gender-train extract`. */
export const extractCommand = defineCommand({
  name: 'extract',
  summary: 'Extract the features of a prepared dataset once, for training',
  examples: [
    ['--dataset GenderDataset_Small', 'train and validation split'],
    ['--dataset GenderDataset_Small --split train validation test', 'all three splits'],
  ],
  options: {
    ...backboneOptions,
    split: {
      schema: z.array(z.enum(['train', 'validation', 'test'])).default(['train', 'validation']),
      description: 'splits to extract',
    },
  },
  run: async (options, context) => {
    const { preprocess, resample, exif, split, ...rest } = options;
    return extractDataset({
      ...rest,
      ...context,
      backbone: backbonePath(options),
      preprocessing: { mode: preprocess, resampling: resample, exif },
      splits: split,
    });
  },
  print: ({ stores }) =>
    stores.map(({ path, shape }) => `${path}: (${shape.join(', ')})`).join('\n'),
});
