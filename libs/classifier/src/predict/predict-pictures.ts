import { settledPictureBatches } from '@gender/features';
import type { Preprocessing } from '@gender/image';
import type { Float32Tensor } from '@gender/tensor';
import { classified, type Classified } from './classified.js';
import { pictureError, type PictureError, type PicturePlace } from './picture-error.js';
import { fileOf, openPicture, type PictureInput } from './picture-input.js';

/** What the classifier says about one picture. */
export interface Prediction extends PicturePlace, Classified {
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

interface Numbered extends PicturePlace {
  readonly picture: PictureInput;
}

/**
 * Predicts pictures in the order given; one that cannot be read or decoded costs its own answer only.
 *
 * @throws what `pictures` throws, after the results of all pictures before.
 */
export async function* predictPictures(
  pictures: Iterable<PictureInput> | AsyncIterable<PictureInput>,
  predictor: Predictor,
): AsyncGenerator<Prediction | FailedPrediction> {
  const { preprocessing, batchSize } = predictor;
  const open = ({ picture }: Numbered): ReturnType<typeof openPicture> => openPicture(picture);
  const batches = settledPictureBatches(numbered(pictures), { preprocessing, batchSize, open });
  for await (const batch of batches) {
    const failures = batch.failed.map(({ picture, error }) => failure(picture, error));
    const predictions = batch.pictures.length === 0 ? [] : await predictBatch(batch, predictor);
    yield* [...predictions, ...failures].sort((one, other) => one.index - other.index);
  }
}

async function* numbered(
  pictures: Iterable<PictureInput> | AsyncIterable<PictureInput>,
): AsyncGenerator<Numbered> {
  let index = 0;
  for await (const picture of pictures) {
    yield { picture, index, file: fileOf(picture) };
    index += 1;
  }
}

async function predictBatch(
  { pictures, input }: { pictures: readonly Numbered[]; input: Float32Tensor },
  { run, classes, temperature }: Predictor,
): Promise<Prediction[]> {
  const { data } = await run(input);
  return pictures.map(({ file, index }, row) => {
    const values = data.subarray(row * classes.length, (row + 1) * classes.length);
    return { file, index, ...classified(values, classes, temperature) };
  });
}

function failure({ file, index }: Numbered, error: unknown): FailedPrediction {
  return { file, index, error: pictureError({ file, index }, error) };
}
