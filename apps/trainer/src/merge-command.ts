import { dataRootOption, datasetNameSchema, defaultDataset, defineCommand } from '@gender/cli';
import { splitNames } from '@gender/dataset';
import { mergeShards } from '@gender/features';
import * as z from 'zod';

/** `gender-train merge`. */
export const mergeCommand = defineCommand({
  name: 'merge',
  summary: 'Join the parts that extract --shard wrote, to the bytes of one run',
  examples: [['--dataset GenderDataset', 'every split of which there are parts']],
  options: {
    dataset: {
      schema: datasetNameSchema.default(defaultDataset),
      description: 'name of the dataset that the parts belong to',
      alias: 'd',
    },
    split: {
      schema: z.array(z.enum(splitNames)).optional(),
      description: 'splits to merge',
      fallback: 'all of which there are parts',
    },
    removeParts: {
      schema: z.boolean().default(false),
      description: 'delete the parts when they are joined',
    },
    dataRoot: dataRootOption,
  },
  run: async ({ split, ...options }, context) =>
    mergeShards({ ...options, ...context, splits: split }),
  print: ({ stores }) =>
    stores
      .map(({ path, shape, parts, joinedBefore }) => {
        const when = joinedBefore ? ', joined before' : '';
        return `${path}: (${shape.join(', ')}) from ${parts} parts${when}`;
      })
      .join('\n'),
});
