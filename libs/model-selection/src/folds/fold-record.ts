import { epochResultSchema } from '@gender/classifier';
import { writeFileWhole } from '@gender/core/node';
import * as z from 'zod';
import { readKept } from '../kept-file.js';

const recordSchema = z.object({
  format: z.literal(1),
  /** Every epoch of the fold's training. */
  epochs: z.array(epochResultSchema),
  bestEpoch: z.int().min(1),
  /** How long training and prediction took. */
  seconds: z.number(),
  /** Of the fold's test pictures, row after row, `(N, classes)`. */
  probabilities: z.array(z.number().min(0).max(1)),
});

/** What the training of one fold has come to. */
export type FoldRecord = Omit<z.output<typeof recordSchema>, 'format'>;

/** 1 GiB: tens of millions of probabilities. */
const MAX_RECORD_BYTES = 2 ** 30;

/**
 * Writes what a fold has come to, as a whole file.
 *
 * @throws FileError when it cannot be written.
 */
export async function writeFoldRecord(path: string, record: FoldRecord): Promise<void> {
  await writeFileWhole(path, `${JSON.stringify({ format: 1, ...record })}\n`);
}

/**
 * Reads what `writeFoldRecord` wrote; `undefined` where the fold is not done.
 *
 * @param expected - how many probabilities the fold has
 * @throws FileError when the file is there and is no such record.
 */
export async function readFoldRecord(
  path: string,
  expected: number,
): Promise<FoldRecord | undefined> {
  return readKept<FoldRecord | undefined>(path, {
    maxBytes: MAX_RECORD_BYTES,
    absent: undefined,
    without: 'the fold is trained again',
    parse: (text) => {
      const record = recordSchema.parse(JSON.parse(text));
      const { bestEpoch, epochs, probabilities } = record;
      if (probabilities.length !== expected) {
        throw new Error(`it has ${probabilities.length} probabilities; expected ${expected}`);
      }
      if (bestEpoch > epochs.length) {
        throw new Error(`its best epoch is ${bestEpoch} of ${epochs.length}`);
      }
      return record;
    },
  });
}
