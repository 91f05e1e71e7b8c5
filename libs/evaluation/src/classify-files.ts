import { required, silentLogger, silentProgress, type ProgressReporter } from '@gender/core';
import { GenderClassifier, type LoadOptions } from '@gender/classifier';
import { stringify } from 'csv-stringify/sync';
import { namePictures } from '@gender/dataset';
import type { BadPictureRule } from '@gender/features';
import { sixDecimals } from './write-results.js';
import { skipped as skippedPicture, type SkippedPicture } from './bad-pictures.js';

export interface ClassifyFilesOptions extends LoadOptions {
  /** Path of a transfer model. */
  model: string;
  /** Paths of pictures, and of folders whose pictures are meant. */
  pictures: readonly string[];
  /** Probabilities are calibrated by the temperature in the model file; default: they stay as they are. */
  calibrated?: boolean | undefined;
  /** Default `fail`. */
  onBad?: BadPictureRule | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
}

/** What a model says about pictures of which nothing is known. */
export interface ClassifiedFiles {
  /** Class names in the order of the model's outputs. */
  readonly classes: readonly string[];
  /** By which the probabilities were calibrated; absent where they were not. */
  readonly temperature?: number | undefined;
  /** In the order of the pictures. */
  readonly pictures: readonly ClassifiedFile[];
  /** Pictures that could not be read or decoded. */
  readonly skipped: readonly SkippedPicture[];
}

/** What a model says about a picture; plain data. */
export interface ClassifiedFile {
  readonly file: string;
  /** The most probable class. */
  readonly label: string;
  readonly probabilities: Readonly<Record<string, number>>;
}

/**
 * Classifies anybody's pictures by a transfer model.
 *
 * @throws what `GenderClassifier.load` throws.
 * @throws PictureError for the first picture that cannot be read or decoded, where `onBad` is `fail`.
 * @throws DatasetError `DATASET_EMPTY` when a folder holds no pictures.
 */
export async function classifyFiles(options: ClassifyFilesOptions): Promise<ClassifiedFiles> {
  const {
    onBad = 'fail',
    calibrated,
    signal,
    progress = silentProgress,
    logger = silentLogger,
  } = options;
  const files = await namePictures(options.pictures, { logger });
  await using classifier = await GenderClassifier.load(options.model, options);
  const task = progress.start({ label: 'predicting', unit: 'images', total: files.length });
  const pictures: ClassifiedFile[] = [];
  const skipped: SkippedPicture[] = [];
  try {
    for await (const result of classifier.predict(files, { onError: 'yield', calibrated })) {
      signal?.throwIfAborted();
      const file = required(result.file, 'the path of a picture');
      if (result.error === undefined) {
        pictures.push({ file, label: result.label, probabilities: result.probabilities });
      } else if (onBad === 'fail') throw result.error;
      else skipped.push(skippedPicture(file, result.error));
      task.advance(1);
    }
  } finally {
    task.stop();
  }
  const { classes, temperature } = classifier;
  return { classes, pictures, skipped, ...(calibrated && { temperature }) };
}

/** The text of a CSV file, `File_name,Pred,<Class>_prob,…`, with the name of the class in `Pred`. */
export function formatClassifiedFiles({ classes, pictures }: ClassifiedFiles): string {
  const header = ['File_name', 'Pred', ...classes.map((name) => `${name}_prob`)];
  const records = pictures.map(({ file, label, probabilities }) => [
    ...[file, label],
    ...Object.values(probabilities).map(sixDecimals),
  ]);
  return stringify([header, ...records]);
}
