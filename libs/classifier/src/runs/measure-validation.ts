import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { byFile, readSplitManifest } from '@gender/dataset';
import type { FeatureStore } from '@gender/features';
import {
  clusterNumbers,
  confusionMatrix,
  measureFigures,
  proportion,
  shownPersons,
  topClasses,
} from '@gender/metrics';
import type { StorePredictions } from '../training/validate-head.js';
import type { RunRecord } from './run-record.js';

/**
 * Measures what a head says of validation pictures: accuracy (Wilson's interval) and further figures, by
 * person where `split.json` knows persons.
 *
 * @param folder - the dataset's
 * @throws DatasetError when there is a `split.json` that cannot be read.
 */
export async function measureValidation(
  folder: string,
  store: FeatureStore,
  predictions: StorePredictions,
): Promise<RunRecord['validation']> {
  const { classes, images } = store.record;
  const labels = [...predictions.labels];
  const predicted = topClasses(predictions.probabilities, classes.length);
  const clusters = await personsOf(
    folder,
    images.map(({ file }) => `validation/${file}`),
  );
  const right = labels.map((label, row) => label === predicted[row]);
  const { rate, interval } = proportion(right, clusters);
  const { overall } = measureFigures({ ...predictions, predicted }, { clusters });
  return {
    ...shownPersons(clusters),
    accuracy: { value: rate, interval },
    figures: { ...overall },
    confusion: { classes, matrix: confusionMatrix(labels, predicted, classes.length) },
  };
}

/** Of each file the number of the person whom it shows, who is not known somebody else; absent where nobody is known. */
async function personsOf(folder: string, files: readonly string[]): Promise<number[] | undefined> {
  if (!existsSync(join(folder, 'split.json'))) return undefined;
  const manifest = await readSplitManifest(folder);
  const personOf = byFile(manifest.files.map(({ file, person }) => [file, person] as const));
  return clusterNumbers(files.map(personOf));
}
