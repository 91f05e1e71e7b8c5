import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareCodePoints, silentLogger, type Logger } from '@gender/core';
import { FileError } from '@gender/core/node';
import { readRunRecord, RUN_RECORD, type RunRecord } from './run-record.js';

/** A run that was found. */
export interface FoundRun extends RunRecord {
  /** The run's folder. */
  readonly folder: string;
  /** Where the files of a model are that another training has replaced; absent: at their published names. */
  readonly kept?: string;
}

/**
 * The runs in a folder of models, those of models that are kept aside too, by name.
 *
 * @throws FileError when the folder cannot be read.
 */
export async function listRuns(
  models: string,
  {
    logger = silentLogger,
  }: {
    /** Is told of records that cannot be read, which are left out. */
    logger?: Logger | undefined;
  } = {},
): Promise<FoundRun[]> {
  const runs: FoundRun[] = [];
  const keptFolders = (await foldersIn(models)).filter((name) => name.includes('_Training.'));
  for (const kept of [undefined, ...keptFolders]) {
    const place = kept === undefined ? models : join(models, kept);
    for (const name of (await foldersIn(place)).filter((each) => each.endsWith('_Run'))) {
      const folder = join(place, name);
      const path = join(folder, RUN_RECORD);
      if (!existsSync(path)) continue;
      try {
        const record = await readRunRecord(path);
        runs.push({ ...record, folder, ...(kept !== undefined && { kept: place }) });
      } catch (cause) {
        if (!(cause instanceof FileError)) throw cause;
        logger.warn(`left out: ${cause.message}`);
      }
    }
  }
  return runs.sort(
    (a, b) => compareCodePoints(a.name, b.name) || compareCodePoints(a.folder, b.folder),
  );
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (cause) {
    throw FileError.from(folder, 'read', cause);
  }
}
