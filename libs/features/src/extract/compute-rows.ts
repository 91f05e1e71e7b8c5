import { required, silentLogger, silentProgress } from '@gender/core';
import { fileState, sha256, type FileError } from '@gender/core/node';
import { loadPicture, withPictureFile, type ImageError } from '@gender/image';
import type { Float32Tensor } from '@gender/tensor';
import { batchSizeFor } from '../input/batch-size.js';
import {
  loadedBatches,
  type LoadedBatchesOptions,
  type SettledBatch,
} from '../input/picture-batches.js';
import { prefetch } from '../input/prefetch.js';
import { warnOfSlowDecoder } from '../input/warn-of-slow-decoder.js';
import type { KnownRows } from '../store/known-rows.js';
import type { PartialStore } from '../store/partial-store.js';
import type { PictureIdentities } from '../store/picture-identities.js';
import { isPictureError } from './bad-pictures.js';
import type { ExtractFeaturesOptions } from './extract-options.js';

/** What became of a picture. */
export interface PictureOutcome {
  /** Of its file; `undefined` where that could not be read. */
  sha256: string | undefined;
  /** Why it has no row. */
  error?: ImageError | FileError | undefined;
}

/** What {@link computeRows} works on. */
export interface ComputeRowsContext {
  /** The SHA-256 of each picture whose file is as it was when it was read, in their order. */
  readonly recalled: readonly (string | undefined)[];
  readonly identities: PictureIdentities;
  /** Rows that need not be computed. */
  readonly known: KnownRows;
  /** Takes the others. */
  readonly partial: PartialStore;
}

/**
 * Computes the rows of pictures that are not known, each content once. A picture is read once: the
 * bytes that are hashed are the bytes that are decoded. One that cannot be read or decoded costs no
 * other.
 *
 * @returns what became of each picture, in their order, and how many rows were computed
 */
export async function computeRows(
  options: ExtractFeaturesOptions,
  context: ComputeRowsContext,
): Promise<{ outcomes: PictureOutcome[]; computed: number }> {
  const { listing, logger = silentLogger, progress = silentProgress } = options;
  const { recalled, known } = context;
  const outcomes = recalled.map((hash): PictureOutcome => ({ sha256: hash }));
  const wanted = await unknownRows(recalled, known);
  if (wanted.length === 0) return { outcomes, computed: 0 };
  await warnOfSlowDecoder(logger);
  const total = listing.images.length;
  const initial = total - wanted.length;
  const task = progress.start({ label: 'extracting features', unit: 'images', total, initial });
  try {
    const onDone = (pictures: number): void => {
      task.advance(pictures);
    };
    const computed = await computeWanted(options, context, { outcomes, wanted, onDone });
    return { outcomes, computed };
  } finally {
    task.stop();
  }
}

/** A run through the pictures that must be read. */
interface Run {
  readonly outcomes: PictureOutcome[];
  readonly wanted: readonly number[];
  /** Is told of pictures that are done with. */
  readonly onDone: (pictures: number) => void;
}

/** So many are worth the quarter of a second that another session of the engine takes to start. */
const MANY_PICTURES = 256;

/** A batch whose rows were computed; none where no picture of it could be loaded. */
interface ComputedBatch extends Pick<SettledBatch<number>, 'pictures' | 'failed'> {
  readonly rows?: Float32Tensor;
}

/** @returns how many rows were computed */
async function computeWanted(
  options: ExtractFeaturesOptions,
  context: ComputeRowsContext,
  run: Run,
): Promise<number> {
  const { backbone, engine, threads, quantization, preprocessing, signal } = options;
  const { batchSize = batchSizeFor(preprocessing) } = options;
  const { outcomes, wanted, onDone } = run;
  // In 8 bits a large network has small weights, but its activations are as many.
  const overlapping = wanted.length >= MANY_PICTURES && quantization === undefined;
  await using network = await backbone.load(engine, { threads, quantization, overlapping });
  const loading: Loading = new Map();
  const load = loaderOf(options, context, run, loading);
  const batches = loadedBatches(wanted, { preprocessing, batchSize, load });
  const compute = async ({
    pictures,
    failed,
    input,
  }: SettledBatch<number>): Promise<ComputedBatch> => {
    if (pictures.length === 0) return { pictures, failed };
    const [rows] = await network.run(input);
    return { pictures, failed, rows: required(rows, 'the output of the backbone') };
  };
  let computed = 0;
  // One computes, one waits, in each session: the one that is done first has something to do.
  const ahead = 2 * (network.lanes ?? 1) - 1;
  for await (const { pictures, failed, rows } of prefetch(batches, compute, ahead)) {
    signal?.throwIfAborted();
    noteErrors(failed, outcomes);
    const hashes = pictures.map((index) => required(outcomes[index]?.sha256, `hash ${index}`));
    if (rows !== undefined) await context.partial.append(rows, hashes);
    for (const hash of hashes) loading.set(hash, true);
    computed += pictures.length;
    onDone(pictures.length + failed.length);
  }
  return computed;
}

/** The pictures that must be read: those that were not recalled or have no row. */
async function unknownRows(
  recalled: readonly (string | undefined)[],
  known: KnownRows,
): Promise<number[]> {
  const unknown: number[] = [];
  for (const [index, hash] of recalled.entries()) {
    if (hash === undefined || !(await known.has(hash))) unknown.push(index);
  }
  return unknown;
}

/** Whether a content that is being loaded can be decoded, by its SHA-256. */
type Loading = Map<string, Promise<boolean> | true>;

/** Reads and hashes a picture, and decodes what it read unless its content has a row already. */
function loaderOf(
  { listing, preprocessing }: ExtractFeaturesOptions,
  { identities, known }: ComputeRowsContext,
  { outcomes, onDone }: Run,
  loading: Loading,
): LoadedBatchesOptions<number>['load'] {
  return async (index, out) => {
    const { path, file } = required(listing.images[index], `picture ${index}`);
    const before = fileState(path);
    return withPictureFile(path, async (bytes) => {
      const hash = sha256(bytes);
      outcomes[index] = { sha256: hash };
      identities.note(file, hash, before, fileState(path));
      const isKnown = await known.has(hash);
      const earlier = loading.get(hash);
      if (isKnown || (earlier !== undefined && (await earlier))) {
        onDone(1);
        return false;
      }
      const loaded = loadPicture(bytes, preprocessing, { out, name: path });
      const decodes = loaded.then(
        () => true,
        () => false,
      );
      loading.set(hash, decodes);
      await loaded;
      return true;
    });
  };
}

/** @throws an error that is not a picture's own */
function noteErrors(failed: SettledBatch<number>['failed'], outcomes: PictureOutcome[]): void {
  for (const { picture: index, error } of failed) {
    if (!isPictureError(error)) throw error;
    outcomes[index] = { ...required(outcomes[index], `picture ${index}`), error };
  }
}
