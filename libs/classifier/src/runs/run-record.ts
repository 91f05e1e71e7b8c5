import { readRegularFile, FileError, writeFileWhole } from '@gender/core/node';
import * as z from 'zod';
import { trainingConfigSchema } from '../training-config.js';
import { epochResultSchema } from '../training/training-state.js';

/** The name of a run's folder, beside its model. */
export function runFolder(name: string): string {
  return `${name}_Run`;
}

/** The name of the TensorBoard event file in a run's folder. */
export function eventsName(name: string): string {
  return `events.out.tfevents.${name}`;
}

/** The name of the record in a run's folder. */
export const RUN_RECORD = 'run.json';

/** The name of the drawing of the learning curves in a run's folder. */
export const LEARNING_CURVES = 'learning-curves.svg';

const intervalSchema = z.object({ low: z.number(), high: z.number() });
const figureSchema = z.object({ value: z.number(), interval: intervalSchema.optional() });

/** The schema of {@link RunRecord}, `run.json`. */
export const runRecordSchema = z.object({
  format: z.literal(1),
  /** What the names of the model's files begin with. */
  name: z.string(),
  dataset: z.string(),
  /** The model's file, beside the run's folder. */
  model: z.string(),
  /** When the training was over, in ISO 8601, and how long it took. */
  createdAt: z.iso.datetime(),
  seconds: z.number(),
  seed: z.number(),
  /** Of all that decides the training's result. */
  fingerprint: z.string(),
  /** SHA-256 of the dataset's `split.json`; absent where it has none. */
  split: z.string().optional(),
  /** The training options, each as it was. */
  config: trainingConfigSchema,
  /** What made the features: the backbone, how pictures are fed and so on. */
  features: z.record(z.string(), z.unknown()),
  /**
   * What decides the rows of the features of a picture: fingerprint of the backbone, preprocessing, quantization, how faces
   * were cut out; absent where an earlier version wrote the record.
   */
  rows: z
    .looseObject({ backbone: z.string(), preprocessing: z.record(z.string(), z.unknown()) })
    .optional(),
  images: z.object({ train: z.int(), validation: z.int() }),
  epochs: z.array(epochResultSchema),
  bestEpoch: z.int(),
  /** What logits are divided by for calibrated probabilities; absent where validation cannot tell. */
  temperature: z.number().optional(),
  /** What the weights of the best epoch say of the validation pictures, by which that epoch was chosen. */
  validation: z.object({
    /** How many persons the pictures show, by whom intervals are drawn; absent where nobody is known. */
    persons: z.int().optional(),
    /** Of how many pictures it is not known who is shown, where it is known of some. */
    unknownImages: z.int().optional(),
    accuracy: figureSchema,
    /** Cross-entropy, ROC AUC and so on, where they are defined, with intervals of 95 %. */
    figures: z.record(z.string(), figureSchema),
    /** Counts by true class (row) and predicted class (column). */
    confusion: z.object({ classes: z.array(z.string()), matrix: z.array(z.array(z.number())) }),
  }),
  /** Of Node, the packages and the engine. */
  versions: z.record(z.string(), z.string()),
});

/** How a training came out, and from what. */
export type RunRecord = z.output<typeof runRecordSchema>;

/** 64 MiB: some hundred thousand epochs. */
const MAX_RECORD_BYTES = 2 ** 26;

/** @throws FileError when it cannot be written. */
export async function writeRunRecord(path: string, record: RunRecord): Promise<void> {
  await writeFileWhole(path, `${JSON.stringify(record, null, 2)}\n`);
}

/** @throws FileError when it is not there or is no such record. */
export async function readRunRecord(path: string): Promise<RunRecord> {
  try {
    const bytes = await readRegularFile(path, { maxBytes: MAX_RECORD_BYTES });
    return runRecordSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw cause instanceof FileError ? cause : FileError.from(path, 'read', cause);
  }
}
