import { required, silentLogger, silentProgress, type ProgressReporter } from '@gender/core';
import { GenderClassifier, type LoadOptions, type Prediction } from '@gender/classifier';
import { namePictures } from '@gender/dataset';
import type { BadPictureRule } from '@gender/features';
import { skipped as skippedPicture, type SkippedPicture } from './bad-pictures.js';
import { lookingForFaces } from './looking-for-faces.js';

export interface ClassifyFilesOptions extends LoadOptions {
  /** Path of a transfer model. */
  model: string;
  /** Paths of pictures, and of folders whose pictures are meant. */
  pictures: readonly string[];
  /** Probabilities are calibrated by the temperature in the model file; default: they stay as they are. */
  calibrated?: boolean | undefined;
  /**
   * What the pictures are taken for. Default: `find`, where the networks that find faces are installed
   * and the model says itself what its outputs are; else `trained`.
   */
  faces?: LoadOptions['faces'];
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
  /** Whether faces were looked for in the pictures. */
  readonly looksForFaces: boolean;
  /** In the order of the pictures; where faces were looked for, one for each face, the largest first. */
  readonly pictures: readonly (ClassifiedFile | FacelessFile)[];
  /** Pictures that could not be read or decoded. */
  readonly skipped: readonly SkippedPicture[];
}

/** What a model says about a picture, or a face in it; plain data. */
export interface ClassifiedFile {
  readonly file: string;
  /** Where the face is in the picture, in pixels; absent of a picture taken whole. */
  readonly box?: Prediction['box'];
  /** The most probable class. */
  readonly label: string;
  readonly probabilities: Readonly<Record<string, number>>;
}

/** That no face is found in a picture, so that nothing is said about it; plain data. */
export interface FacelessFile {
  readonly file: string;
  readonly label: null;
  readonly reason: typeof NO_FACE;
}

/** The probabilities of a picture in the order of the classes, which objects with keys such as `10` do not keep. */
export function inClassOrder(
  classes: readonly string[],
  { probabilities }: Pick<ClassifiedFile, 'probabilities'>,
): number[] {
  return classes.map((name) => required(probabilities[name], `the probability of ${name}`));
}

/** What is said in place of a class. */
export const NO_FACE = 'no face';

/**
 * Classifies anybody's pictures by a transfer model: the faces in them, or all of each.
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
  await using classifier = await lookingForFaces(options, (faces) =>
    GenderClassifier.load(options.model, { ...options, faces }),
  );
  const { classes, looksForFaces } = classifier;
  const task = progress.start({ label: 'predicting', unit: 'images', total: files.length });
  const pictures: (ClassifiedFile | FacelessFile)[] = [];
  const skipped: SkippedPicture[] = [];
  let done = 0;
  try {
    for await (const result of classifier.predict(files, { onError: 'yield', calibrated })) {
      signal?.throwIfAborted();
      const file = required(result.file, 'the path of a picture');
      if (result.error === undefined) {
        const { box, label, probabilities } = result;
        pictures.push({ file, ...(box && { box }), label, probabilities });
      } else if (result.error.code === 'CLASSIFIER_NO_FACE') {
        pictures.push({ file, label: null, reason: NO_FACE });
      } else if (onBad === 'fail') throw result.error;
      else skipped.push(skippedPicture(file, result.error));
      task.advance(result.index + 1 - done);
      done = result.index + 1;
    }
  } finally {
    task.stop();
  }
  const { temperature } = classifier;
  return { classes, looksForFaces, pictures, skipped, ...(calibrated && { temperature }) };
}
