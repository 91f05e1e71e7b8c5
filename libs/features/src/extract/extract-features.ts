import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { required, silentLogger, silentProgress, zip } from '@gender/core';
import { isLocked, withLock } from '@gender/core/node';
import { FeaturesError } from '../features-error.js';
import { batchSizeFor } from '../input/batch-size.js';
import { pictureBatches } from '../input/picture-batches.js';
import { prefetch } from '../input/prefetch.js';
import { warnOfSlowDecoder } from '../input/warn-of-slow-decoder.js';
import {
  planOf,
  provenanceOf,
  readRecord,
  recordPath,
  storeDifferences,
  type FeatureRecord,
  type StorePlan,
} from '../store/feature-record.js';
import { damagedRows, openFeatureStore, type FeatureStore } from '../store/feature-store.js';
import { installStore } from '../store/install-store.js';
import { keepAside } from '../store/keep-aside.js';
import { PartialStore } from '../store/partial-store.js';
import { gatherRows, openRowSources, type RowSource } from '../store/reusable-rows.js';
import { writeStore, type WriteStoreOptions } from '../store/write-store.js';
import type { ExtractFeaturesOptions } from './extract-options.js';
import { hashPictures } from './hash-pictures.js';
import { planStore } from './plan-store.js';
import { writeExtractionManifest } from './write-extraction-manifest.js';

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
  const { listing, output, shard, logger = silentLogger, signal } = options;
  if (listing.images.length === 0 && shard === undefined) {
    throw new FeaturesError('FEATURES_EMPTY', `there are no pictures to extract into ${output}`);
  }
  const started = performance.now();
  const plan = await planStore(options);
  const ready = (await isLocked(output)) ? undefined : await openUpToDate(output, plan);
  const store =
    ready ??
    (await withLock(output, { logger, signal }, async () => {
      await installStore(output);
      const made = await openUpToDate(output, plan);
      if (made !== undefined) return made;
      await keepAside(output, provenanceOf(plan), logger);
      const computed = await build(options, plan);
      await installStore(output);
      await writeExtractionManifest(options, { started, computed });
      return openFeatureStore(output);
    }));
  if (ready !== undefined) logger.info(`${output} is up to date`);
  return store;
}

/** Opens the store at `path` when it holds what is planned, every row as it was computed. */
async function openUpToDate(path: string, plan: StorePlan): Promise<FeatureStore | undefined> {
  const record = await readRecord(recordPath(path));
  if (record === undefined || storeDifferences(planOf(record), plan, []).length > 0)
    return undefined;
  const store = await openFeatureStore(path).catch(() => undefined);
  if (store === undefined || (await damagedRows(store)).size === 0) return store;
  await store[Symbol.asyncDispose]();
  return undefined;
}

/**
 * Gets a store ready to be installed.
 *
 * @returns how many rows were computed
 */
async function build(options: ExtractFeaturesOptions, plan: StorePlan): Promise<number> {
  const { output, reuse = [], logger = silentLogger, signal } = options;
  const pictures = plan.images.map(({ sha256 }) => sha256);
  const provenance = provenanceOf(plan);
  const replaces = existsSync(output);
  await using stored = await openRowSources([output, ...reuse], provenance, pictures);
  await using partial = await PartialStore.open(output, provenance);
  const missing = missingRows(pictures, [partial, ...stored.sources]);
  const reused = pictures.length - missing.length;
  if (reused > 0) logger.info(`${output}: ${reused} rows reused, ${missing.length} to compute`);
  else if (replaces) logger.info(`${output} is stale and is extracted again`);
  if (missing.length > 0) await compute(options, plan, missing, partial);

  const sources = [{ rows: partial.rows, read: partial.read.bind(partial) }, ...stored.sources];
  const record = recordOf(plan, sources);
  if (isDeepStrictEqual(partial.pictures, pictures)) await partial.finish(record);
  else {
    const read: WriteStoreOptions['read'] = (start, end) =>
      gatherRows(sources, pictures.slice(start, end), provenance.rowShape);
    await writeStore(output, { record, read, signal });
  }
  return missing.length;
}

function recordOf(plan: StorePlan, sources: readonly RowSource[]): FeatureRecord {
  const checksum = (picture: string, file: string): number => {
    const source = sources.find(({ rows }) => rows.has(picture));
    return required(source?.rows.get(picture), `the row of ${file}`).crc32;
  };
  const images = plan.images.map((image) => ({
    ...image,
    crc32: checksum(image.sha256, image.file),
  }));
  return { ...plan, images };
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
  { images }: StorePlan,
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
