import { zip } from '@gender/core';
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
export interface PictureBatch<Item> {
  /** Those that could be loaded, in their order. */
  readonly pictures: readonly Item[];
  /**
   * Shape `(pictures.length, height, width, channels)`; overwritten once the batch after it is done.
   */
  readonly input: Float32Tensor;
}

/** A batch of which some pictures could not be loaded. */
export interface SettledBatch<Item> extends PictureBatch<Item> {
  /** Those that could not, in their order. */
  readonly failed: readonly FailedPicture<Item>[];
}

/** A picture that could not be loaded. */
export interface FailedPicture<Item> {
  readonly picture: Item;
  /** What its loading threw. */
  readonly error: unknown;
}

/** How {@link settledPictureBatches} loads. */
export interface PictureBatchesOptions<Item> {
  /** How pictures are fed to the network. */
  readonly preprocessing: Preprocessing;
  /** Pictures of a batch; the last may have fewer. */
  readonly batchSize: number;
  /** What of an item is decoded. */
  readonly open: (item: Item) => PictureInput | Promise<PictureInput>;
}

/**
 * Loads pictures in batches, each while the consumer works on the one before it.
 *
 * @throws ImageError when a picture cannot be decoded, after the batches before it.
 */
export async function* pictureBatches<P extends PictureInput>(
  pictures: Iterable<P> | AsyncIterable<P>,
  preprocessing: Preprocessing,
  batchSize: number,
): AsyncGenerator<PictureBatch<P>> {
  const options = { preprocessing, batchSize, open: (picture: P) => picture };
  for await (const batch of settledPictureBatches(pictures, options)) {
    const [bad] = batch.failed;
    if (bad !== undefined) throw bad.error;
    yield batch;
  }
}

/**
 * Loads pictures in batches, each while the consumer works on the one before it. A picture that
 * cannot be loaded costs no other: it is named among the `failed` of its batch.
 *
 * @throws what `items` throws, after the batches of all items before.
 */
export async function* settledPictureBatches<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  { open, ...options }: PictureBatchesOptions<Item>,
): AsyncGenerator<SettledBatch<Item>> {
  const load: LoadedBatchesOptions<Item>['load'] = async (item, out) => {
    await place(await open(item), options.preprocessing, out);
    return true;
  };
  yield* loadedBatches(items, { ...options, load });
}

/** How {@link loadedBatches} loads. */
export interface LoadedBatchesOptions<Item> extends Omit<PictureBatchesOptions<Item>, 'open'> {
  /**
   * Fills the place of an item with what the network takes, of shape `(height, width, channels)`.
   *
   * @returns false where the item turns out not to be wanted; then no batch has it
   */
  readonly load: (item: Item, out: Float32Array) => Promise<boolean>;
}

/** As {@link settledPictureBatches}, for items that are loaded in another way. */
export async function* loadedBatches<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  options: LoadedBatchesOptions<Item>,
): AsyncGenerator<SettledBatch<Item>> {
  const size = pictureLength(options.preprocessing);
  let memory: Float32Array | undefined;
  let other: Float32Array | undefined;
  yield* prefetch(chunks(items, options.batchSize), (chunk) => {
    [memory, other] = [other ?? new Float32Array(chunk.length * size), memory];
    return loadBatch(chunk, options, memory);
  });
}

/** Numbers of one picture as a network takes it. */
function pictureLength({ height, width, channels = 3 }: Preprocessing): number {
  return height * width * channels;
}

/** Items in groups; what came before `items` throws is a group as well. */
async function* chunks<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let chunk: T[] = [];
  try {
    for await (const item of items) {
      chunk.push(item);
      if (chunk.length === size) {
        yield chunk;
        chunk = [];
      }
    }
  } catch (cause) {
    if (chunk.length > 0) yield chunk;
    throw cause;
  }
  if (chunk.length > 0) yield chunk;
}

async function loadBatch<Item>(
  items: readonly Item[],
  { preprocessing, load }: LoadedBatchesOptions<Item>,
  memory: Float32Array,
): Promise<SettledBatch<Item>> {
  const size = pictureLength(preprocessing);
  const places = await Promise.allSettled(
    items.map((item, index) => load(item, memory.subarray(index * size, (index + 1) * size))),
  );
  const pictures: Item[] = [];
  const failed: FailedPicture<Item>[] = [];
  for (const [index, [item, placed]] of zip(items, places).entries()) {
    if (placed.status === 'rejected') failed.push({ picture: item, error: placed.reason });
    else if (placed.value) {
      memory.copyWithin(pictures.length * size, index * size, (index + 1) * size);
      pictures.push(item);
    }
  }
  const { height, width, channels = 3 } = preprocessing;
  const shape = [pictures.length, height, width, channels];
  return {
    ...{ pictures, failed },
    input: tensor('float32', shape, memory.subarray(0, pictures.length * size)),
  };
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
