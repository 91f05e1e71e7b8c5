import { defineCommand, UsageError } from '@gender/cli';
import { splitNames } from '@gender/dataset';
import { extractDataset, FeaturesError } from '@gender/features';
import { extractThroughQueue } from '@gender/queue';
import * as z from 'zod';
import { backboneOptions, backbonePath, feedingOf } from './backbone-options.js';
import { isPart, readShard, shardPattern } from './job-shard.js';
import { queueSchema, storageOption } from './queue-options.js';

const shardSchema = z
  .string()
  .regex(shardPattern, 'expected a part and how many there are, for example 3/16, or env')
  .refine(isPart, 'parts are numbered from 1');

/** More parts than pictures are a matter of the command line, not of a file. */
function asUsageError(error: unknown): never {
  if (error instanceof FeaturesError && error.code === 'FEATURES_PARTS') {
    throw new UsageError(`--shard: ${error.message}`, { cause: error });
  }
  throw error;
}

/** `gender-train extract`. */
export const extractCommand = defineCommand({
  name: 'extract',
  summary: 'Extract the features of a prepared dataset once, for training',
  examples: [
    ['--dataset GenderDataset_Small', 'train and validation split'],
    ['--dataset GenderDataset_Small --split train validation test', 'all three splits'],
    ['--dataset GenderDataset --shard 3/16', 'the third of 16 parts, on one of 16 machines'],
    ['--dataset GenderDataset --shard env/16', 'the part of this task of a Kubernetes job'],
    ['--dataset GenderDataset --queue redis://queue.example:6379', 'by workers on any machines'],
  ],
  options: {
    ...backboneOptions,
    split: {
      schema: z.array(z.enum(splitNames)).default(['train', 'validation']),
      description: 'splits to extract',
    },
    shard: {
      schema: shardSchema.optional(),
      description:
        'extract one part of each split, for example 3/16; env: the part of this task of a batch system, env/16 where it does not tell how many; merge joins the parts',
      fallback: 'all of it',
    },
    queue: {
      schema: queueSchema.optional(),
      description:
        'address of a Redis server: gender-train worker computes the parts on any number of machines, and they are joined here',
      fallback: 'everything is computed here',
    },
    storage: storageOption,
    partSize: {
      schema: z.number().int().min(1).optional(),
      description: 'with --queue: pictures in a part, at most',
      fallback: '1000',
    },
  },
  run: async (options, context) => {
    const { split: splits, shard, queue, storage, partSize, ...rest } = options;
    const backbone = backbonePath(options);
    const common = { ...rest, ...context, backbone, ...feedingOf(options), splits };
    if (queue === undefined) {
      if (storage !== undefined) throw new UsageError('--storage is of use with --queue only');
      if (partSize !== undefined) throw new UsageError('--part-size is of use with --queue only');
      const part = shard === undefined ? undefined : readShard(shard, process.env);
      return extractDataset({ ...common, shard: part }).catch(asUsageError);
    }
    if (shard !== undefined) {
      throw new UsageError('--shard names a part, and --queue makes all; leave one of them out');
    }
    return extractThroughQueue({ ...common, queue, storage, picturesPerPart: partSize });
  },
  print: ({ stores }) =>
    stores
      .map(({ path, shape, skipped }) => {
        const leftOut = skipped === undefined ? '' : `, ${skipped} left out`;
        return `${path}: (${shape.join(', ')})${leftOut}`;
      })
      .join('\n'),
});
