import {
  loadPicture,
  preprocess,
  type Picture,
  type PictureSource,
  type Preprocessing,
} from '@gender/image';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { prefetch } from './prefetch.js';

/** A picture's path, the bytes of its file, or its decoded RGB pixels. */
export type PictureInput = PictureSource | Picture;

/** Pictures as a network takes them. */
export interface PictureBatch<P extends PictureInput> {
  readonly pictures: readonly P[];
  /** Shape `(pictures.length, height, width, 3)`; overwritten once the batch after it is done. */
  readonly input: Float32Tensor;
}

/**
 * Loads pictures in batches, each while the consumer works on the one before it.
 *
 * @throws ImageError when a picture cannot be decoded.
 */
export async function* pictureBatches<P extends PictureInput>(
  pictures: Iterable<P> | AsyncIterable<P>,
  preprocessing: Preprocessing,
  batchSize: number,
): AsyncGenerator<PictureBatch<P>> {
  const size = preprocessing.height * preprocessing.width * 3;
  let memory: Float32Array | undefined;
  let other: Float32Array | undefined;
  yield* prefetch(chunks(pictures, batchSize), (chunk) => {
    [memory, other] = [other ?? new Float32Array(chunk.length * size), memory];
    return loadBatch(chunk, preprocessing, memory);
  });
}

async function* chunks<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function loadBatch<P extends PictureInput>(
  pictures: readonly P[],
  preprocessing: Preprocessing,
  memory: Float32Array,
): Promise<PictureBatch<P>> {
  const { height, width } = preprocessing;
  const size = height * width * 3;
  const data = memory.subarray(0, pictures.length * size);
  await Promise.all(
    pictures.map((picture, index) =>
      place(picture, preprocessing, data.subarray(index * size, (index + 1) * size)),
    ),
  );
  return { pictures, input: tensor('float32', [pictures.length, height, width, 3], data) };
}

async function place(
  picture: PictureInput,
  preprocessing: Preprocessing,
  out: Float32Array,
): Promise<void> {
  if (typeof picture === 'string' || picture instanceof Uint8Array) {
    await loadPicture(picture, preprocessing, { out });
  } else {
    preprocess(picture, preprocessing, out);
  }
}
