import { readFile } from 'node:fs/promises';
import { FileError } from '@gender/core/node';
import { z } from 'zod';
import { ClassifierError } from '../classifier-error.js';

const count = z.int().min(1);
const rate = z.number().min(0).lt(1);

/** What may be chosen about the head and its training: the content of a `--config` file. */
export const trainingConfigSchema = z.strictObject({
  /** Units of the hidden layers; default 1024 and 256. None makes it a logistic regression. */
  hiddenUnits: z.array(count).optional(),
  /** One dropout rate, or one for each hidden layer; default 0.5. */
  dropout: z.union([rate, z.array(rate)]).optional(),
  /** The most epochs to train; default 10. */
  epochs: count.optional(),
  /** Pictures in one step; default 32. */
  batchSize: count.optional(),
  /** Epochs without a higher validation accuracy before training stops; default 3. */
  patience: count.optional(),
  /** Constants of Adam; default those of Keras, with a learning rate of 1e-4. */
  adam: z
    .strictObject({
      learningRate: z.number().min(0).optional(),
      beta1: rate.optional(),
      beta2: rate.optional(),
      epsilon: z.number().min(1e-8).optional(),
    })
    .optional(),
  /** λ of the penalty λ·Σw² on every dense kernel, as Keras' `L2(λ)`; default 0. */
  l2: z.number().min(0).optional(),
  /** ε of Keras' `label_smoothing`; default 0. */
  labelSmoothing: rate.optional(),
  /** What a picture of each class counts in the loss; default 1 each. */
  classWeights: z
    .union([z.literal('balanced'), z.record(z.string(), z.number().min(0))])
    .optional(),
});

export type TrainingConfig = z.infer<typeof trainingConfigSchema>;

/** What is taken where a config does not say otherwise: the published head and its training. */
export const defaultTraining = {
  hiddenUnits: [1024, 256],
  dropout: 0.5,
  epochs: 10,
  batchSize: 32,
  patience: 3,
  adam: { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  l2: 0,
  labelSmoothing: 0,
} satisfies TrainingConfig;

/** A config in which everything is said but class weights. */
export type WholeTrainingConfig = TrainingConfig &
  Required<Pick<TrainingConfig, keyof typeof defaultTraining>>;

/** A config with all that it leaves open filled in. */
export function withDefaults(config: TrainingConfig): WholeTrainingConfig {
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  const { adam, ...others }: TrainingConfig = Object.fromEntries(given);
  return { ...defaultTraining, ...others, adam: { ...defaultTraining.adam, ...adam } };
}

/**
 * Reads a config file, a JSON object of `TrainingConfig`.
 *
 * @throws FileError when it cannot be read.
 * @throws ClassifierError (`CLASSIFIER_OPTIONS`) naming the key that is unknown or out of range.
 */
export async function readTrainingConfig(path: string): Promise<TrainingConfig> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw FileError.from(path, 'read', cause);
  });
  const parsed = trainingConfigSchema.safeParse(parseJson(path, text));
  if (parsed.success) return parsed.data;
  throw configError(`${path}: ${describe(parsed.error)}`, parsed.error);
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw configError(`${path} is not JSON: ${why}`, cause);
  }
}

/** The first complaint, with the key that it is about. */
function describe({ issues: [issue] }: z.ZodError): string {
  if (issue?.code === 'unrecognized_keys') {
    const inAdam = issue.path[0] === 'adam';
    const known = Object.keys(inAdam ? defaultTraining.adam : trainingConfigSchema.shape);
    const where = inAdam ? ' in adam' : '';
    return `unknown key ${issue.keys.join(', ')}${where}; the keys are ${known.join(', ')}`;
  }
  const key = issue?.path.join('.') || 'it';
  return `${key} is not valid: ${issue?.message ?? 'unknown reason'}`;
}

function configError(message: string, cause: unknown): ClassifierError {
  return new ClassifierError('CLASSIFIER_OPTIONS', message, { cause });
}
