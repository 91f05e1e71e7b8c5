import { isDeepStrictEqual } from 'node:util';
import {
  required,
  silentLogger,
  silentProgress,
  zip,
  type Logger,
  type ProgressReporter,
} from '@gender/core';
import type { Listing } from '@gender/dataset';
import type { Engine } from '@gender/engine';
import type { Preprocessing } from '@gender/image';
import type { Quantization } from '@gender/quantization';
import { batchSizeFor } from '../input/batch-size.js';
import { createRecord } from './create-record.js';
import {
  readRecord,
  recordPath,
  provenanceOf,
  storeDifferences,
  type FeatureRecord,
  type ShardRecord,
} from '../store/feature-record.js';
import { openFeatureStore, type FeatureStore } from '../store/feature-store.js';
import type { Backbone } from '../backbone/backbone.js';
import { FeaturesError } from '../features-error.js';
import { hashPictures } from './hash-pictures.js';
import { installStore } from '../store/install-store.js';
import { prefetch } from '../input/prefetch.js';
import { PartialStore } from '../store/partial-store.js';
import { pictureBatches } from '../input/picture-batches.js';
import { gatherRows, openRowSources, type RowSource } from '../store/reusable-rows.js';
import { warnOfSlowDecoder } from '../input/warn-of-slow-decoder.js';
import { writeExtractionManifest, type ManifestDetails } from './write-extraction-manifest.js';
import { writeStore, type WriteStoreOptions } from '../store/write-store.js';

export interface ExtractFeaturesOptions {
  /** The pictures, in the order that the rows will have. */
  listing: Listing;
  /** Computes a row from a picture. */
  backbone: Backbone;
  /** How pictures are fed to it; with `mirror`, the rows are those of the mirrored pictures. */
  preprocessing: Preprocessing;
  engine: Engine;
  /** Which layers of the backbone are computed in 8-bit integers; default: none. */
  quantization?: Quantization | undefined;
  /** Where the store is written: `….npy`, and its record `….json` beside it. */
  output: string;
  /** Other stores whose rows are taken, where picture and all that made the row are the same. */
  reuse?: readonly string[] | undefined;
  /** When `listing` is one part of a longer one: which; then it may be empty. */
  shard?: ShardRecord | undefined;
  /** Pictures computed at once; default: by the size of the input, 4 of 224×224. */
  batchSize?: number | undefined;
  /** Threads that compute; default: the number of cores. The rows do not depend on it. */
  threads?: number | undefined;
  /** What else the manifest says. */
  manifest?: ManifestDetails | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
}

/**
 * Computes the features of every picture once, and keeps them in an `.npy` file of shape
 * `(N, …output shape of the backbone)`, float32, with a record and a manifest beside it.
 *
 * A store that holds just these features is used as it is. Otherwise the rows of pictures that are
 * still the same are taken from it, from what an interrupted run left and from `reuse`, and the
 * others are computed; the bytes are those of a run that computes them all.
 *
 * @returns the open store
 * @throws FeaturesError (`FEATURES_EMPTY`) when there are no pictures, (`FEATURES_CHANGED`) when one
 *   is written to meanwhile.
 * @throws ImageError when a picture cannot be decoded; the rows before it are kept.
 */
export async function extractFeatures(options: ExtractFeaturesOptions): Promise<FeatureStore> {
  const { listing, output, shard, logger = silentLogger } = options;
  if (listing.images.length === 0 && shard === undefined) {
    throw new FeaturesError('FEATURES_EMPTY', `there are no pictures to extract into ${output}`);
  }
  const started = performance.now();
  await installStore(output);
  const record = await createRecord(options);
  const existing = await readRecord(recordPath(output));
  if (existing !== undefined && storeDifferences(existing, record, []).length === 0) {
    const store = await openFeatureStore(output).catch(() => undefined);
    if (store !== undefined) {
      logger.info(`${output} is up to date`);
      return store;
    }
  }
  const computed = await build(options, record, existing !== undefined);
  await installStore(output);
  await writeExtractionManifest(options, { started, computed });
  return openFeatureStore(output);
}

/**
 * Gets a store ready to be installed.
 *
 * @param replaces - whether there is a store that does not hold these features
 * @returns how many rows were computed
 */
async function build(
  options: ExtractFeaturesOptions,
  record: FeatureRecord,
  replaces: boolean,
): Promise<number> {
  const { output, reuse = [], logger = silentLogger, signal } = options;
  const pictures = record.images.map(({ sha256 }) => sha256);
  const provenance = provenanceOf(record);
  await using stored = await openRowSources([output, ...reuse], provenance, pictures);
  await using partial = await PartialStore.open(output, provenance);
  const missing = missingRows(pictures, [partial, ...stored.sources]);
  const reused = pictures.length - missing.length;
  if (reused > 0) logger.info(`${output}: ${reused} rows reused, ${missing.length} to compute`);
  else if (replaces) logger.info(`${output} is stale and is extracted again`);
  if (missing.length > 0) await compute(options, record, missing, partial);

  if (isDeepStrictEqual(partial.pictures, pictures)) await partial.finish(record);
  else {
    const sources = [{ rows: partial.rows, read: partial.read.bind(partial) }, ...stored.sources];
    const read: WriteStoreOptions['read'] = (start, end) =>
      gatherRows(sources, pictures.slice(start, end), provenance.rowShape);
    await writeStore(output, { record, read, signal });
  }
  return missing.length;
}

/** The rows whose pictures no source has, each content once. */
function missingRows(pictures: readonly string[], sources: readonly RowSource[]): number[] {
  const there = new Set(sources.flatMap(({ rows }) => [...rows.keys()]));
  return pictures.flatMap((picture, row) => {
    if (there.has(picture)) return [];
    there.add(picture);
    return [row];
  });
}

async function compute(
  options: ExtractFeaturesOptions,
  { images }: FeatureRecord,
  missing: readonly number[],
  partial: PartialStore,
): Promise<void> {
  const { listing, backbone, preprocessing, engine, threads, quantization, signal } = options;
  const {
    batchSize = batchSizeFor(preprocessing),
    progress = silentProgress,
    logger = silentLogger,
  } = options;
  await warnOfSlowDecoder(logger);
  const total = images.length;
  const initial = total - missing.length;
  const task = progress.start({ label: 'extracting features', unit: 'images', total, initial });
  const wanted = missing.map((row) => ({
    path: required(listing.images[row], `picture ${row}`).path,
    sha256: required(images[row], `the record of picture ${row}`).sha256,
  }));
  try {
    await using network = await backbone.load(engine, { threads, quantization });
    const paths = wanted.map(({ path }) => path);
    const batches = pictureBatches(paths, preprocessing, batchSize);
    let done = 0;
    for await (const [features] of prefetch(batches, ({ input }) => network.run(input))) {
      signal?.throwIfAborted();
      const rows = required(features, 'the output of the backbone');
      const batch = wanted.slice(done, done + required(rows.shape[0], 'the number of rows'));
      await checkUnchanged(batch);
      await partial.append(
        rows,
        batch.map(({ sha256 }) => sha256),
      );
      done += batch.length;
      task.advance(batch.length);
    }
  } finally {
    task.stop();
  }
}

/** A run takes hours; a row must not come to be under the hash of what the picture was before. */
async function checkUnchanged(
  pictures: readonly { path: string; sha256: string }[],
): Promise<void> {
  const hashes = await hashPictures(pictures);
  for (const [{ path, sha256 }, now] of zip(pictures, hashes)) {
    if (now === sha256) continue;
    throw new FeaturesError(
      'FEATURES_CHANGED',
      `${path} was changed while features were extracted; run again, the rows before it are kept`,
    );
  }
}
