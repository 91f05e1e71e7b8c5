import { join } from 'node:path';
import { required, type Logger } from '@gender/core';
import {
  hashOutputs,
  withLock,
  writeFileWhole,
  writeManifest,
  type Manifest,
} from '@gender/core/node';
import { writeResults, type Results } from '@gender/evaluation';
import { stringify } from 'csv-stringify/sync';
import type { Collection } from '../collection.js';
import type { FoldPlan } from './plan-folds.js';

export interface FoldResultsOptions {
  readonly results: Results;
  readonly plan: FoldPlan;
  readonly collection: Collection;
  /** The folder of datasets and results. */
  readonly dataRoot: string;
  /** What the names of the files begin with. */
  readonly name: string;
  readonly manifest: Omit<Manifest, 'createdAt' | 'inputs' | 'outputs'>;
  readonly logger?: Logger | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the predictions of all folds as a results file, `<data-root>/results/<name>_cross-validation_results.csv`,
 * with a manifest, and beside it `…_groups.csv`, a table of the fold and the person of each picture.
 *
 * @throws FileError when a file cannot be written.
 */
export async function writeFoldResults({
  results: predicted,
  plan,
  collection: { pictures, inputs },
  dataRoot,
  name,
  manifest,
  ...waiting
}: FoldResultsOptions): Promise<{ results: string; groups: string }> {
  const path = join(dataRoot, 'results', `${name}_cross-validation`);
  const [results, groups] = [`${path}_results.csv`, `${path}_groups.csv`];
  const rows = plan.folds.flatMap(({ name: fold, test }) =>
    test.map((row) => {
      const { path: file, person } = required(pictures[row], `the picture of row ${row}`);
      return [file, fold, person];
    }),
  );
  await withLock(results, waiting, async () => {
    await writeResults(results, predicted);
    await writeFileWhole(groups, stringify([['File_name', 'fold', 'person'], ...rows]));
    const outputs = await hashOutputs(results, [results, groups]);
    await writeManifest(results, { ...manifest, inputs: await inputs.hashes(), outputs });
  });
  return { results, groups };
}
