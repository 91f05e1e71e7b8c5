import { FileError, readRegularFile, writeFileWhole } from '@gender/core/node';
import { stringify } from 'csv-stringify/sync';
import * as z from 'zod';
import { epochResultSchema, type EpochResult } from './training-state.js';

/** The columns of a history, in order, as `EpochResult` names them. */
const columns = ['epoch', 'loss', 'accuracy', 'valLoss', 'valAccuracy', 'seconds'] as const;

/**
 * Writes the results of all epochs as `<path>.csv` and `<path>.json`.
 *
 * @param path - without an extension
 * @throws FileError when a file cannot be written.
 */
export async function writeHistory(
  path: string,
  epochs: readonly EpochResult[],
  bestEpoch: number,
): Promise<void> {
  await writeFileWhole(
    `${path}.csv`,
    stringify([...epochs], { header: true, columns: [...columns] }),
  );
  await writeFileWhole(`${path}.json`, `${JSON.stringify({ bestEpoch, epochs }, null, 2)}\n`);
}

const historySchema = z.object({ bestEpoch: z.int().min(1), epochs: z.array(epochResultSchema) });

/** A history of a thousand epochs has 200 kB. */
const MAX_HISTORY_BYTES = 2 ** 26;

/**
 * Reads what `writeHistory` wrote.
 *
 * @param path - without an extension
 * @throws FileError when there is no history, or the file is none.
 */
export async function readHistory(path: string): Promise<z.output<typeof historySchema>> {
  const file = `${path}.json`;
  try {
    const bytes = await readRegularFile(file, { maxBytes: MAX_HISTORY_BYTES });
    return historySchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw cause instanceof FileError ? cause : FileError.from(file, 'read', cause);
  }
}
