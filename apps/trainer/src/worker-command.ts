import { dataRootOption, defineCommand, modelsOption } from '@gender/cli';
import { engineOptions } from '@gender/engine-cli';
import { workOnQueue } from '@gender/queue';
import * as z from 'zod';
import { queueSchema, storageOption } from './queue-options.js';

/** `gender-train worker`. */
export const workerCommand = defineCommand({
  name: 'worker',
  summary: 'Extract parts that extract --queue has put into a queue, until it is told to end',
  examples: [
    ['--queue redis://queue.example:6379', 'on each of any number of machines'],
    ['--queue redis://queue.example:6379 --until-empty', 'ends when nothing is left to do'],
  ],
  options: {
    queue: {
      schema: queueSchema,
      description: 'address of the Redis server that holds the queue',
    },
    storage: storageOption,
    untilEmpty: {
      schema: z.boolean().default(false),
      description: 'end when the queue is empty, in place of waiting for more',
    },
    backbone: {
      schema: z.string().optional(),
      description: 'file of the pretrained network, where it is called otherwise here',
      fallback: 'the file that extract names, in --models',
    },
    workFolder: {
      schema: z.string().optional(),
      description: 'folder for the part that is being made',
      fallback: 'that of the system for temporary files',
    },
    ...engineOptions,
    dataRoot: dataRootOption,
    models: modelsOption,
  },
  run: async (options, context) => workOnQueue({ ...options, ...context }),
  print: ({ parts, pictures }) => `${parts} parts, ${pictures} pictures`,
});
