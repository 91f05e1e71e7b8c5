import { writeFileWhole } from '@gender/core/node';
import { stringify } from 'csv-stringify/sync';
import type { EpochResult } from './training-state.js';

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
