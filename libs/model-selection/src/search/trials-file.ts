import { trainingConfigSchema } from '@gender/classifier';
import { reasonOf, writeFileWhole } from '@gender/core/node';
import * as z from 'zod';
import { readKept } from '../kept-file.js';

const rateSchema = z.number().min(0).max(1);

const lineSchema = z.object({
  trial: z.int().min(0),
  rung: z.int().min(0),
  /** Whole epochs trained; fewer than those of the rung where the training stopped or diverged. */
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
  return readKept<TrialLine[]>(path, {
    maxBytes: MAX_TRIALS_BYTES,
    absent: [],
    without: 'the search begins anew',
    parse: (text) => text.split('\n').slice(0, -1).map(parseLine),
  });
}

function parseLine(line: string, index: number): TrialLine {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new Error(`line ${index + 1}: ${reasonOf(cause)}`, { cause });
  }
}
