import { required } from '@gender/core';
import * as z from 'zod';
import { ClassifierError } from './classifier-error.js';

const count = z.int().min(1);
const rate = z.number().min(0).lt(1);
/** Far above what makes sense, and far below where float32 ends. */
const amount = z.number().min(0).max(1e6);

const headShape = {
  hiddenUnits: z
    .array(count)
    .readonly()
    .default([1024, 256])
    .describe('units of each hidden layer; no hidden layer makes it a logistic regression'),
  dropout: z
    .union(
      [rate, z.array(rate).readonly()],
      'expected a rate in [0, 1), or one for each hidden layer',
    )
    .default(0.5)
    .describe('dropout rate of all hidden layers, or one for each; 0 leaves dropout out'),
};

const fitShape = {
  epochs: count.default(10).describe('maximum number of epochs'),
  batchSize: count.default(32).describe('pictures in a training batch'),
  patience: count
    .default(3)
    .describe('epochs without a better validation accuracy before training stops early'),
};

const adamShape = {
  learningRate: amount.default(1e-4).describe("Adam's learning rate"),
  beta1: rate.default(0.9).describe("Adam's decay rate of the first moment"),
  beta2: rate.default(0.999).describe("Adam's decay rate of the second moment"),
  epsilon: amount.min(1e-8).default(1e-7).describe("Adam's epsilon, for numerical stability"),
};

const lossShape = {
  l2: amount.default(0).describe("L2 penalty λ·Σw² on the kernels, as Keras' L2(λ)"),
  labelSmoothing: rate.default(0).describe('label smoothing: 0 keeps one-hot targets'),
  classWeights: z
    .union([z.literal('balanced'), z.record(z.string(), amount)])
    .optional()
    .meta({ description: 'class weights in the loss', default: '1 each' }),
};

/**
 * The one table of training options: what each may be, its default and what it means. Config files,
 * `TrainingConfig`, `defaultTraining`, the flags of programs and the tables of the documentation
 * derive from it. The defaults are the published head and its training.
 */
export const trainingConfigSchema = z.strictObject({
  ...headShape,
  ...fitShape,
  adam: z.strictObject(adamShape).prefault({}),
  ...lossShape,
});

/** What may be chosen about the head and its training. */
export type TrainingConfig = z.input<typeof trainingConfigSchema>;

/** A config with every default filled in. */
export type CompleteTrainingConfig = z.output<typeof trainingConfigSchema>;

/** What is taken where a config does not say otherwise. */
export const defaultTraining: CompleteTrainingConfig = trainingConfigSchema.parse({});

/** What the loss consists of beside the mean cross-entropy. */
export type LossConfig = z.output<typeof lossSchema>;

/** The weight of each class in the loss: by name, or so that all classes weigh alike. */
export type ClassWeights = NonNullable<LossConfig['classWeights']>;

const lossSchema = z.object(lossShape);

/** The options of a config that the loss depends on. */
export function lossOf(config: CompleteTrainingConfig): LossConfig {
  return lossSchema.parse(config);
}

/**
 * Checks the training options among others, and fills in the defaults of those that are left open.
 *
 * @throws ClassifierError (`CLASSIFIER_OPTIONS`) naming the option that is out of range.
 */
export function completeConfig(options: TrainingConfig): CompleteTrainingConfig {
  const parsed = z.object(trainingConfigSchema.shape).safeParse(options);
  if (parsed.success) return parsed.data;
  throw configError(parsed.error);
}

const runSchema = z.object({
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
  checkpointSeconds: z.number().min(0).default(60),
});

/**
 * Checks what is said of a run beside the training options, and fills in what is left open.
 *
 * @throws ClassifierError (`CLASSIFIER_OPTIONS`) naming the option that is out of range.
 */
export function completeRun(options: z.input<typeof runSchema>): z.output<typeof runSchema> {
  const parsed = runSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw configError(parsed.error);
}

/**
 * @param file - the file that holds the options, where one does
 * @returns the first complaint, with the option that it is about
 */
export function configError(error: z.ZodError, file?: string): ClassifierError {
  const { path, message, ...issue } = required(error.issues[0], 'the complaint of a schema');
  const problem =
    issue.code === 'unrecognized_keys'
      ? `unknown key ${issue.keys.join(', ')}${path.map((key) => ` in ${String(key)}`).join('')}; the keys are ${keysAt(path).join(', ')}`
      : `${path.join('.') || 'it'} is not valid: ${message}`;
  return file === undefined
    ? new ClassifierError('CLASSIFIER_OPTIONS', problem, { cause: error })
    : new ClassifierError('CLASSIFIER_CONFIG', `${file}: ${problem}`, { cause: error });
}

function keysAt(path: readonly PropertyKey[]): string[] {
  return Object.keys(path[0] === 'adam' ? adamShape : trainingConfigSchema.shape);
}

/** A row of the table of training options. */
export interface TrainingOption {
  /** The object of a config that it stands in; absent: the config itself. */
  readonly group: 'adam' | undefined;
  readonly name: string;
  /** What it may be where it is present. */
  readonly schema: z.ZodType;
  /** What is taken where it is absent, as text: `0.5`, `1024 256`. */
  readonly default: string;
  readonly description: string;
}

/** The table of training options, row by row. */
export const trainingOptions: readonly TrainingOption[] = [
  ...rowsOf({ ...headShape, ...fitShape }),
  ...rowsOf(adamShape, 'adam'),
  ...rowsOf(lossShape),
];

function rowsOf(shape: Shape, group?: 'adam'): TrainingOption[] {
  return Object.entries(shape).map(([name, row]) => {
    const { description, default: fallback = row.parse(undefined) } = row.meta() ?? {};
    return {
      ...{ group, name, schema: row.unwrap() },
      default: Array.isArray(fallback) ? fallback.join(' ') : String(fallback),
      description: required(description, `the description of ${name}`),
    };
  });
}

/** Options by name, each with a description, and a default unless it may be absent. */
type Shape = Readonly<Record<string, z.ZodDefault<z.ZodType> | z.ZodOptional<z.ZodType>>>;
