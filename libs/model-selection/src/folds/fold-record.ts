import { epochResultSchema } from '@gender/classifier';
import { FileError, readRegularFile, writeFileWhole } from '@gender/core/node';
import * as z from 'zod';

const recordSchema = z.object({
  format: z.literal(1),
  /** Every epoch of the fold's training. */
  epochs: z.array(epochResultSchema),
  bestEpoch: z.int().min(1),
  /** How long training and prediction took. */
  seconds: z.number(),
  /** Of the fold's test pictures, row after row, `(N, classes)`. */
  probabilities: z.array(z.number()),
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
 * @throws FileError when the file is there and is no such record.
 */
export async function readFoldRecord(path: string): Promise<FoldRecord | undefined> {
  try {
    const bytes = await readRegularFile(path, { maxBytes: MAX_RECORD_BYTES });
    return recordSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    const error = cause instanceof FileError ? cause : FileError.from(path, 'read', cause);
    if (error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}
