import type { Box } from '@gender/faces';
import { settledPictureBatches } from '@gender/features';
import type { Preprocessing } from '@gender/image';
import type { Float32Tensor } from '@gender/tensor';
import { classified, type Classified } from './classified.js';
import { pictureError, type PictureError, type PicturePlace } from './picture-error.js';
import { fileOf, openPicture, type PictureInput } from './picture-input.js';

/** What the classifier says about one picture, or about one of the faces in it. */
export interface Prediction extends PicturePlace, Classified {
  /** Where the face is, in pixels of the photo that it was cut out of; absent of a picture taken whole. */
  readonly box?: Box | undefined;
  /** A prediction has none; it tells predictions from failures where both are asked for. */
  readonly error?: undefined;
}

/** That a picture could not be classified. */
export interface FailedPrediction extends PicturePlace {
  readonly error: PictureError;
}

/** What predicts. */
export interface Predictor {
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
  /** By which probabilities are calibrated; absent: they stay as they are. */
  readonly temperature?: number | undefined;
  /** Pictures computed at once. */
  readonly batchSize: number;
  /** `(N, H, W, C)` to probabilities `(N, classes)`. */
  readonly run: (input: Float32Tensor) => Promise<Float32Tensor>;
}

/** What is fed as one picture: a picture, or a face of it. */
export interface PredictedItem extends PicturePlace, Pick<Prediction, 'box'> {
  /** What of it is decoded; throws or rejects where it cannot be had. */
  readonly open: () => ReturnType<typeof openPicture>;
}

/**
 * Predicts items in the order given; one that cannot be read or decoded costs its own answer only.
 *
 * @throws what `items` throws, after the results of all before.
 */
export async function* predictPictures(
  items: AsyncIterable<PredictedItem>,
  predictor: Predictor,
): AsyncGenerator<Prediction | FailedPrediction> {
  const { preprocessing, batchSize } = predictor;
  const open = (item: PredictedItem): ReturnType<typeof openPicture> => item.open();
  const batches = settledPictureBatches(items, { preprocessing, batchSize, open });
  for await (const batch of batches) {
    const failures = batch.failed.map(({ picture, error }) => failure(picture, error));
    const predictions = batch.pictures.length === 0 ? [] : await predictBatch(batch, predictor);
    yield* [...predictions, ...failures].sort((one, other) => one.index - other.index);
  }
}

/** Pictures as they are, each taken whole. */
export async function* wholePictures(
  pictures: Iterable<PictureInput> | AsyncIterable<PictureInput>,
): AsyncGenerator<PredictedItem> {
  let index = 0;
  for await (const picture of pictures) {
    yield { index, file: fileOf(picture), open: () => openPicture(picture) };
    index += 1;
  }
}

async function predictBatch(
  { pictures, input }: { pictures: readonly PredictedItem[]; input: Float32Tensor },
  { run, classes, temperature }: Predictor,
): Promise<Prediction[]> {
  const { data } = await run(input);
  return pictures.map(({ file, index, box }, row) => {
    const values = data.subarray(row * classes.length, (row + 1) * classes.length);
    return { file, index, ...(box && { box }), ...classified(values, classes, temperature) };
  });
}

function failure({ file, index }: PredictedItem, error: unknown): FailedPrediction {
  return { file, index, error: pictureError({ file, index }, error) };
}
