import { isDeepStrictEqual } from 'node:util';
import { required, silentLogger, zip } from '@gender/core';
import { isLocked, withLock } from '@gender/core/node';
import { FeaturesError } from '../features-error.js';
import {
  listedPictures,
  provenanceOf,
  readRecord,
  recordPath,
  storeDifferences,
  type FeatureRecord,
  type SkippedPicture,
  type StoreHead,
} from '../store/feature-record.js';
import { damagedRows, openFeatureStore, type FeatureStore } from '../store/feature-store.js';
import { hasWork, installStore, removeWork } from '../store/install-store.js';
import { keepAside } from '../store/keep-aside.js';
import { KnownRows } from '../store/known-rows.js';
import { PartialStore } from '../store/partial-store.js';
import { writeStore, type WriteStoreOptions } from '../store/write-store.js';
import { badPicturesError } from './bad-pictures.js';
import { computeRows, type PictureOutcome } from './compute-rows.js';
import type { ExtractFeaturesOptions } from './extract-options.js';
import { listPictures, recallPictures, type RecalledPictures } from './identify-pictures.js';
import { planStore } from './plan-store.js';
import { hasManifest, writeExtractionManifest } from './write-extraction-manifest.js';

/**
 * Computes the features of every picture once, and keeps them in an `.npy` file of shape
 * `(N, …output shape of the backbone)`, float32, with a record and a manifest beside it.
 *
 * A store that holds just these features is used as it is. Otherwise the rows of pictures that are
 * still the same are taken from it, from what an interrupted run left and from `reuse`, and the
 * others are computed; the bytes are those of a run that computes them all.
 *
 * A picture is read at most once, and not at all where its file has the size and the times with
 * which it was read before.
 *
 * @returns the open store
 * @throws FeaturesError (`FEATURES_EMPTY`) when there are no pictures, (`FEATURES_PICTURES`) when
 *   some cannot be read or decoded, after all others were computed and kept; with `onBad: 'skip'`
 *   only when none can.
 */
export async function extractFeatures(options: ExtractFeaturesOptions): Promise<FeatureStore> {
  const { listing, output, shard, logger = silentLogger, signal } = options;
  if (listing.images.length === 0 && shard === undefined) {
    throw new FeaturesError('FEATURES_EMPTY', `there are no pictures to extract into ${output}`);
  }
  const started = performance.now();
  const head = await planStore(options);
  const finished = await openFinished(options);
  if (finished !== undefined) return finished;
  return withLock(output, { logger, signal }, async () => {
    await installStore(output);
    const pictures = await recallPictures(options);
    const store = await openUpToDate(options, head, pictures);
    if (store !== undefined) {
      // A run that was killed at its very end leaves work, and the store without a manifest.
      await removeWork(output);
      if (!hasManifest(output)) await writeExtractionManifest(options, { started, computed: 0 });
      return store;
    }
    await keepAside(output, provenanceOf(head), logger);
    const built = await build(options, head, pictures);
    if (built === undefined) logger.info(`${output} is up to date`);
    if (built !== undefined || !hasManifest(output)) {
      await writeExtractionManifest(options, { started, computed: 0, ...built });
    }
    return openFeatureStore(output);
  });
}

/** Opens the store where nobody works on it and it holds just what is wanted, every row as it was computed. */
export async function openFinished(
  options: ExtractFeaturesOptions,
): Promise<FeatureStore | undefined> {
  const { output, sameAs, logger = silentLogger } = options;
  const head = await planStore(options);
  const finished = [...((await hasWork(output)) ? [] : [output]), ...(sameAs ? [sameAs] : [])];
  for (const path of finished) {
    if (!hasManifest(path) || (await isLocked(path))) continue;
    const at = { ...options, output: path };
    const store = await openUpToDate(at, head, await recallPictures(at));
    if (store === undefined) continue;
    logger.info(`${path} is up to date`);
    return store;
  }
  return undefined;
}

/** Opens the store when it holds what is wanted of just these pictures, every row as it was computed. */
async function openUpToDate(
  { listing, output, onBad = 'fail' }: ExtractFeaturesOptions,
  head: StoreHead,
  { hashes }: RecalledPictures,
): Promise<FeatureStore | undefined> {
  if (hashes.includes(undefined)) return undefined;
  const record = await readRecord(recordPath(output));
  if (record === undefined || (onBad === 'fail' && record.skipped !== undefined)) return undefined;
  if (storeDifferences(head, record, ['images', 'skipped']).length > 0) return undefined;
  if (!isDeepStrictEqual(listedPictures(record), listPictures(listing, hashes))) return undefined;
  const store = await openFeatureStore(output).catch(() => undefined);
  if (store === undefined) return undefined;
  // Another run may have put a store of another way in its place meanwhile.
  const isSame = isDeepStrictEqual(store.record, record);
  if (isSame && (await damagedRows(store)).size === 0) return store;
  await store[Symbol.asyncDispose]();
  return undefined;
}

/** What was done to a store. */
interface BuiltStore {
  /** How many rows were computed. */
  readonly computed: number;
  readonly skipped: FeatureRecord['skipped'];
}

/**
 * Computes what is missing of a store, and puts it in its place.
 *
 * @returns what was done; `undefined` where the store turned out to be up to date
 */
async function build(
  options: ExtractFeaturesOptions,
  head: StoreHead,
  { identities, hashes: recalled }: RecalledPictures,
): Promise<BuiltStore | undefined> {
  const { listing, output, reuse = [], logger = silentLogger } = options;
  const provenance = provenanceOf(head);
  const before = await readRecord(recordPath(output));
  await using partial = await PartialStore.open(output, provenance);
  await using known = await KnownRows.find(partial, [output, ...reuse], provenance);
  const context = { recalled, identities, known, partial };
  const { outcomes, computed } = await computeRows(options, context).finally(() =>
    identities.save(listing.images),
  );
  const record = await recordOf(options, head, outcomes, known);
  if (isDeepStrictEqual(record, before) && (await isWhole(output))) {
    await removeWork(output);
    return undefined;
  }
  const reused = record.images.length - computed;
  if (reused > 0) logger.info(`${output}: ${reused} rows reused, ${computed} computed`);
  else if (before !== undefined) logger.info(`${output} was stale and is extracted again`);
  await finish(options, record, partial, known);
  await installStore(output);
  return { computed, skipped: record.skipped };
}

/** @throws FeaturesError (`FEATURES_PICTURES`) when pictures are bad that may not be left out */
async function recordOf(
  { listing, shard, onBad = 'fail' }: ExtractFeaturesOptions,
  head: StoreHead,
  outcomes: readonly PictureOutcome[],
  known: KnownRows,
): Promise<FeatureRecord> {
  const images: FeatureRecord['images'] = [];
  const skipped: SkippedPicture[] = [];
  const errors = outcomes.map(({ error }) => error).filter((error) => error !== undefined);
  const total = outcomes.length;
  const noneLeft = errors.length === total && shard === undefined;
  if (errors.length > 0 && (onBad === 'fail' || noneLeft)) throw badPicturesError(errors, total);
  for (const [index, [picture, outcome]] of zip(listing.images, outcomes).entries()) {
    const { path, file, label } = picture;
    const { sha256, error } = outcome;
    if (error !== undefined) {
      const reason = error.message.replaceAll(path, file);
      const hash = sha256 !== undefined && { sha256 };
      skipped.push({ index, file, label, ...hash, code: error.code, reason });
    } else {
      const hash = required(sha256, `the SHA-256 of ${path}`);
      images.push({ file, label, sha256: hash, crc32: await known.checksum(hash) });
    }
  }
  return { ...head, images, ...(skipped.length > 0 && { skipped }) };
}

/** Whether the store at `path` can be opened, and every row of it is as it was computed. */
async function isWhole(path: string): Promise<boolean> {
  try {
    await using store = await openFeatureStore(path);
    return (await damagedRows(store)).size === 0;
  } catch {
    return false;
  }
}

/** Gets a store ready to be installed. */
async function finish(
  { output, signal }: ExtractFeaturesOptions,
  record: FeatureRecord,
  partial: PartialStore,
  known: KnownRows,
): Promise<void> {
  const pictures = record.images.map(({ sha256 }) => sha256);
  if (isDeepStrictEqual(partial.pictures, pictures)) await partial.finish(record);
  else {
    const read: WriteStoreOptions['read'] = (start, end) =>
      known.gather(pictures.slice(start, end), record.rowShape);
    await writeStore(output, { record, read, signal });
  }
}
