import {
  dataRootOption,
  datasetNameSchema,
  defaultDataset,
  modelsOption,
  type OptionTable,
} from '@gender/cli';
import { engineOptions } from '@gender/engine-cli';
import { z } from 'zod';

/** The flags that name a model and a test set; `evaluate` and `predict` share them. */
export const modelOptions = {
  trainset: {
    schema: datasetNameSchema.default(defaultDataset),
    description: 'name of the dataset that the model was trained on',
  },
  testset: {
    schema: datasetNameSchema.optional(),
    description: 'name of the dataset to test on',
    fallback: 'that of --trainset',
  },
  split: {
    schema: z.enum(['train', 'validation', 'test']).default('test'),
    description: 'which of its splits',
  },
  model: {
    schema: z.string().optional(),
    description: 'model file',
    fallback: '<trainset>_Transfer_Model.h5 in --models',
  },
  precision: {
    schema: z.enum(['fp32', 'int8']).optional(),
    description: 'numbers in which the backbone is computed',
    fallback: 'those that the model was trained with',
  },
  acceptOtherPrecision: {
    schema: z.boolean().default(false),
    description: 'compute in fp32 what was trained in int8; probabilities differ',
  },
  ...engineOptions,
  dataRoot: dataRootOption,
  models: modelsOption,
} satisfies OptionTable;

/** The flag of `evaluate` and `score` that adds the published figure. */
export const batchMeanOption = {
  batchMean: {
    schema: z.number().int().min(1).optional(),
    description: 'also report cross-entropy as the mean over batches of this size, as published',
  },
} satisfies OptionTable;
