import { datasetNamePattern } from '@gender/core';
import * as z from 'zod';
import type { Option, OptionTable, OptionValues } from './option.js';

/** The largest seed: generators take 32 bits. */
const largestSeed = 2 ** 32 - 1;

/** The flags that every command has. */
export const commonOptions = {
  json: {
    schema: z.boolean().default(false),
    description: 'print the result as one JSON document',
  },
  quiet: {
    schema: z.boolean().default(false),
    description: 'show no progress, notes or warnings',
    alias: 'q',
  },
  verbose: {
    schema: z.boolean().default(false),
    description: 'show details, and the stack of an error',
  },
  seed: {
    schema: z.number().int().min(0).max(largestSeed).default(0),
    description: 'seed of every random choice',
  },
} satisfies OptionTable;

/** The values of the flags that every command has. */
export type CommonValues = OptionValues<typeof commonOptions>;

/** The name of a dataset: of a folder in `--data-root`, and part of the names of files. */
export const datasetNameSchema: z.ZodString = z
  .string()
  .regex(datasetNamePattern, 'expected a name without slashes that begins with no dot');

/** The dataset that is taken where none is named, as the original does. */
export const defaultDataset = 'GenderDataset_Small';

/** `--data-root`, for commands that read or write datasets, features or results. */
export const dataRootOption: Option<z.ZodDefault<z.ZodString>> = {
  schema: z.string().default('data'),
  description: 'folder of datasets, features and results',
};

/** `--models`, for commands that read or write networks. */
export const modelsOption: Option<z.ZodDefault<z.ZodString>> = {
  schema: z.string().default('models'),
  description: 'folder of weights and models',
};
