import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { uniqueName, type Logger } from '@gender/core';
import { FileError } from '@gender/core/node';
import { provenanceOf, readRecord, recordPath, sameProvenance } from './feature-record.js';
import type { RowProvenance } from './feature-record.js';
import { wayName } from './store-path.js';

/**
 * Makes room for the store at `path` without losing what lies there: rows that were made in another
 * way go to where that way has its stores, and a file without a record that this version reads
 * stays beside it. Says in a warning where. A store that was made in the same way stays; its rows
 * are taken over.
 *
 * @throws FileError when it cannot be renamed.
 */
export async function keepAside(
  path: string,
  provenance: RowProvenance,
  logger: Logger,
): Promise<void> {
  if (!existsSync(path)) return;
  const record = await readRecord(recordPath(path));
  if (record !== undefined && sameProvenance(record, provenance)) return;
  const stem = path.replace(/\.npy$/, '');
  const way = record === undefined ? undefined : wayName(provenanceOf(record));
  const own = way === undefined ? `${stem}.kept` : `${stem}.${way}`;
  const kept = `${uniqueName(own, (name) => existsSync(`${name}.npy`) || existsSync(`${name}.json`))}.npy`;
  try {
    if (existsSync(recordPath(path))) await rename(recordPath(path), recordPath(kept));
    await rename(path, kept);
  } catch (cause) {
    throw FileError.from(path, 'write', cause);
  }
  const why =
    record === undefined
      ? 'has no record beside it that this version reads, so nothing says how its rows were made'
      : 'holds rows that were made in another way';
  logger.warn(`${path} ${why}: it is kept as ${kept}`);
}
