import { silentLogger, silentProgress, type Logger, type ProgressReporter } from '@gender/core';
import { sha256, sha256File } from '@gender/core/node';
import type { Listing } from '@gender/dataset';
import type { Engine } from '@gender/engine';
import type { Preprocessing } from '@gender/image';
import { inferShapes, type Network } from '@gender/network';
import { bytesOf } from '@gender/tensor';
import { batchSizeFor } from './batch-size.js';
import { readRecord, recordPath, sameRecord, type FeatureRecord } from './feature-record.js';
import { openFeatureStore, type FeatureStore } from './feature-store.js';
import { FeaturesError } from './features-error.js';
import { networkFingerprint } from './network-fingerprint.js';
import { pictureBatches } from './picture-batches.js';
import { openRowWriter } from './row-writer.js';

export interface ExtractFeaturesOptions {
  /** The pictures, in the order that the rows will have. */
  listing: Listing;
  /** Computes a row from a picture. */
  backbone: Network;
  preprocessing: Preprocessing;
  engine: Engine;
  /** Where the store is written: `….npy`, and its record `….json` beside it. */
  output: string;
  /** Pictures computed at once; default: by the size of the input, 4 of 224×224. */
  batchSize?: number | undefined;
  /** Threads that compute; default: the number of cores. */
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
}

/**
 * Computes the features of every picture once, and keeps them in an `.npy` file of shape
 * `(N, …output shape of the backbone)`, float32.
 *
 * A store that holds just these features is used as it is; one made from other pictures, by
 * another backbone or with another preprocessing is replaced. Interrupted work goes on.
 *
 * @returns the open store
 * @throws FeaturesError when there are no pictures.
 * @throws ImageError when a picture cannot be decoded; the rows before it are kept.
 */
export async function extractFeatures(options: ExtractFeaturesOptions): Promise<FeatureStore> {
  const { listing, output, logger = silentLogger } = options;
  if (listing.images.length === 0) {
    throw new FeaturesError('FEATURES_EMPTY', `there are no pictures to extract into ${output}`);
  }
  const record = await describe(options);
  const existing = await readRecord(recordPath(output));
  if (existing !== undefined && sameRecord(existing, record)) {
    const store = await openFeatureStore(output).catch(() => undefined);
    if (store !== undefined) {
      logger.info(`${output} is up to date`);
      return store;
    }
  }
  if (existing !== undefined) logger.info(`${output} is stale and is extracted again`);
  await compute(options, record);
  return openFeatureStore(output);
}

async function describe(options: ExtractFeaturesOptions): Promise<FeatureRecord> {
  const { backbone, listing, preprocessing, progress = silentProgress, signal } = options;
  const { mean, ...rest } = preprocessing;
  const rowShape = inferShapes(backbone).get(backbone.output) ?? [];
  const images: FeatureRecord['images'] = [];
  const task = progress.start({
    label: 'hashing pictures',
    unit: 'images',
    total: listing.images.length,
  });
  try {
    for (const { path, file, label } of listing.images) {
      signal?.throwIfAborted();
      images.push({ file, label, sha256: await sha256File(path) });
      task.advance(1);
    }
  } finally {
    task.stop();
  }
  return {
    format: 1,
    rowShape: [...rowShape],
    backbone: networkFingerprint(backbone),
    preprocessing: { ...rest, ...(mean && { mean: sha256(bytesOf(mean)) }) },
    classes: [...listing.classes],
    images,
  };
}

async function compute(options: ExtractFeaturesOptions, record: FeatureRecord): Promise<void> {
  const { listing, backbone, preprocessing, engine, output, threads, signal } = options;
  const {
    batchSize = batchSizeFor(preprocessing),
    progress = silentProgress,
    logger = silentLogger,
  } = options;
  await using writer = await openRowWriter(output, record);
  if (writer.rows > 0) logger.info(`going on after ${writer.rows} rows of an interrupted run`);

  const task = progress.start({
    label: 'extracting features',
    unit: 'images',
    total: listing.images.length,
    initial: writer.rows,
  });
  try {
    await using network = await engine.loadNetwork(backbone, { threads });
    const remaining = listing.images.slice(writer.rows).map(({ path }) => path);
    for await (const { pictures, input } of pictureBatches(remaining, preprocessing, batchSize)) {
      signal?.throwIfAborted();
      for (const features of await network.run(input)) await writer.append(features);
      task.advance(pictures.length);
    }
    await writer.finish();
  } finally {
    task.stop();
  }
}
