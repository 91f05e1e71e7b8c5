import { trainingConfigSchema } from '@gender/classifier';
import { FileError, readRegularFile, writeFileWhole } from '@gender/core/node';
import * as z from 'zod';

const rateSchema = z.number().min(0).max(1);

const lineSchema = z.object({
  trial: z.int().min(0),
  rung: z.int().min(0),
  /** Epochs trained; fewer than those of the rung where the training stopped. */
  epochs: z.int().min(0),
  /** Absent where the training diverged. */
  bestEpoch: z.int().min(1).optional(),
  valAccuracy: rateSchema.optional(),
  crossEntropy: z.number().min(0).optional(),
  /** Since the rung before. */
  seconds: z.number(),
  config: trainingConfigSchema,
});

/** A line of the file of trials: what a trial has reached on a rung, and its options. */
export type TrialLine = z.output<typeof lineSchema>;

/** 256 MiB: some hundred thousand lines. */
const MAX_TRIALS_BYTES = 2 ** 28;

/**
 * Writes what every trial has reached, a JSON object in each line, as a whole file.
 *
 * @throws FileError when it cannot be written.
 */
export async function writeTrials(path: string, lines: readonly TrialLine[]): Promise<void> {
  await writeFileWhole(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/**
 * Reads what `writeTrials` wrote; nothing where there is no file.
 *
 * @throws FileError when the file is there and holds something else.
 */
export async function readTrials(path: string): Promise<TrialLine[]> {
  try {
    const bytes = await readRegularFile(path, { maxBytes: MAX_TRIALS_BYTES });
    const lines = Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line) => lineSchema.parse(JSON.parse(line)));
  } catch (cause) {
    const error = cause instanceof FileError ? cause : FileError.from(path, 'read', cause);
    if (error.code === 'FILE_NOT_FOUND') return [];
    throw error;
  }
}
