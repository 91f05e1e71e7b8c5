import type { OptionTable, OptionValues } from '@gender/cli';
import { defaultTraining, readTrainingConfig, type TrainingConfig } from '@gender/classifier';
import { z } from 'zod';

const rate = z.number().min(0).lt(1);

/** `1024 256`, or `none`. */
const hiddenUnitsSchema = z.array(z.string()).transform((words, context) => {
  if (words.join() === 'none') return [];
  const units = words.map(Number);
  if (units.every((count) => Number.isInteger(count) && count > 0)) return units;
  context.addIssue('expected whole numbers from 1, or none');
  return z.NEVER;
});

/** `Female=1.2 Male=0.9`, or `balanced`. */
const classWeightsSchema = z.array(z.string()).transform((words, context) => {
  if (words.join() === 'balanced') return 'balanced' as const;
  const pairs = words.map((word) => /^(.+)=(\d*\.?\d+)$/.exec(word));
  const entries = pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', Number(pair[2])]] : []));
  if (entries.length === words.length) return Object.fromEntries(entries) as Record<string, number>;
  context.addIssue('expected balanced, or a weight for each class as Female=1.2 Male=0.9');
  return z.NEVER;
});

/** The flags that decide the head and how it is trained; those not given come from `--config`. */
export const trainingOptions = {
  config: {
    schema: z.string().optional(),
    description: 'JSON file with the options below, by the names in the README; flags override it',
    fallback: 'none',
  },
  epoch: {
    schema: z.number().int().min(1).optional(),
    description: 'the most epochs to train',
    fallback: `${defaultTraining.epochs}`,
  },
  batch: {
    schema: z.number().int().min(1).max(1024).optional(),
    description: 'pictures in one step',
    fallback: `${defaultTraining.batchSize}`,
  },
  patience: {
    schema: z.number().int().min(1).optional(),
    description: 'epochs without a better validation accuracy before training stops',
    fallback: `${defaultTraining.patience}`,
  },
  hiddenUnits: {
    schema: hiddenUnitsSchema.optional(),
    description: 'units of the hidden layers; none is a logistic regression',
    fallback: '1024 256',
  },
  dropout: {
    schema: z.array(rate).optional(),
    description: 'share of hidden units left out in a step: one for all layers, or one for each',
    fallback: '0.5',
  },
  learningRate: {
    schema: z.number().positive().optional(),
    description: "Adam's step size",
    fallback: '0.0001',
  },
  beta1: {
    schema: rate.optional(),
    description: "decay of Adam's mean of gradients",
    fallback: '0.9',
  },
  beta2: {
    schema: rate.optional(),
    description: "decay of Adam's mean of squared gradients",
    fallback: '0.999',
  },
  epsilon: {
    schema: z.number().min(1e-8).optional(),
    description: "what Adam adds to the root, as Keras' epsilon",
    fallback: '1e-7',
  },
  l2: {
    schema: z.number().min(0).optional(),
    description: "penalty on the squares of kernels, as Keras' L2",
    fallback: '0',
  },
  labelSmoothing: {
    schema: rate.optional(),
    description: 'share of the truth that goes to all classes alike',
    fallback: '0',
  },
  classWeights: {
    schema: classWeightsSchema.optional(),
    description: 'what a picture of a class counts: balanced, or Female=1.2 Male=0.9',
    fallback: '1 each',
  },
  checkpointSeconds: {
    schema: z.number().positive().default(60),
    description: 'the least time between two checkpoints',
  },
} satisfies OptionTable;

/**
 * What flags and config file say together; flags go first.
 *
 * @throws FileError, ClassifierError when the file cannot be read or understood.
 */
export async function trainingConfig(
  options: OptionValues<typeof trainingOptions>,
): Promise<TrainingConfig> {
  const { config, epoch, batch, patience, hiddenUnits, dropout, l2 } = options;
  const { learningRate, beta1, beta2, epsilon, labelSmoothing, classWeights } = options;
  const fromFile = config === undefined ? {} : await readTrainingConfig(config);
  const flags: TrainingConfig = {
    ...{ epochs: epoch, batchSize: batch, patience, hiddenUnits, l2, labelSmoothing, classWeights },
    dropout: dropout?.length === 1 ? dropout[0] : dropout,
  };
  const adam = { ...fromFile.adam, ...given({ learningRate, beta1, beta2, epsilon }) };
  return { ...fromFile, ...given(flags), adam };
}

/** The properties that have a value. */
function given<Values extends object>(values: Values): Partial<Values> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Values>;
}
