import { rm } from 'node:fs/promises';
import { silentProgress, type ProgressReporter } from '@gender/core';
import { sha256File, writeManifest } from '@gender/core/node';
import type { SplitName } from '@gender/dataset';
import type { Float32Tensor } from '@gender/tensor';
import { joinRecords, orderShards } from './check-shards.js';
import { recordPath, type FeatureRecord } from '../store/feature-record.js';
import { openFeatureStore, type FeatureStore } from '../store/feature-store.js';
import { FeaturesError } from '../features-error.js';
import { installStore } from '../store/install-store.js';
import { concatenateStores } from '../store/concatenate-stores.js';
import {
  featureStorePath,
  findStores,
  type FoundStore,
  type StoreName,
} from '../store/store-path.js';
import { writeStore } from '../store/write-store.js';

export interface MergeShardsOptions {
  /** The folder that holds `features`. */
  dataRoot: string;
  /** The name of the dataset. */
  dataset: string;
  /** Which splits; default: all of which there are parts. */
  splits?: readonly SplitName[] | undefined;
  /** Delete the parts when the store is written. */
  removeParts?: boolean | undefined;
  /** Versions to record in the manifests. */
  versions?: Readonly<Record<string, string>> | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
}

/** The stores that parts were joined into. */
export interface MergedStores {
  stores: (StoreName & { path: string; shape: number[]; parts: number })[];
}

/**
 * Joins the parts that `extractDataset` wrote with `shard` into the stores that one run without it
 * would have written, to the same bytes. Rows are streamed; the pictures need not be there.
 *
 * @throws FeaturesError (`FEATURES_SHARDS`) when parts are missing, or were made in different ways
 *   or from different pictures.
 */
export async function mergeShards(options: MergeShardsOptions): Promise<MergedStores> {
  const { dataRoot, dataset, splits, removeParts = false } = options;
  const found = await findStores(dataRoot, dataset);
  const parts = found.filter(({ shard, split }) => shard && (splits?.includes(split) ?? true));
  const names = wantedStores(options, parts);
  const stores: MergedStores['stores'] = [];
  for (const name of names) {
    const own = parts.filter((part) => storeKey(part) === storeKey(name));
    const path = featureStorePath(dataRoot, dataset, name);
    const shape = await mergeInto(path, name, own, options);
    if (removeParts) for (const part of own) await removeStore(part.path);
    stores.push({ ...name, path, shape, parts: own.length });
  }
  return { stores };
}

/** The stores that there are parts of, and must be. */
function wantedStores(
  { dataRoot, dataset, splits = [] }: MergeShardsOptions,
  parts: readonly FoundStore[],
): Omit<StoreName, 'shard'>[] {
  const names = new Map(
    parts.map(({ split, augment, precision }) => [
      storeKey({ split, augment, precision }),
      { split, augment, precision },
    ]),
  );
  const missing = splits.filter((split) => !parts.some((part) => part.split === split));
  if (missing.length > 0 || names.size === 0) {
    const what = missing.length > 0 ? `${dataset} (${missing.join(', ')})` : dataset;
    throw new FeaturesError(
      'FEATURES_SHARDS',
      `there are no parts of ${what} in ${dataRoot}/features; extract them with --shard 1/n to n/n`,
    );
  }
  return [...names.values()];
}

function storeKey({ split, augment, precision = 'fp32' }: StoreName): string {
  return [split, augment, precision].join();
}

async function mergeInto(
  path: string,
  name: StoreName,
  found: readonly FoundStore[],
  options: MergeShardsOptions,
): Promise<number[]> {
  const started = performance.now();
  const ordered = orderShards(path, found);
  await using opened = await openAll(ordered.map((part) => part.path));
  const record = joinRecords(opened.stores);
  const rows = concatenateStores(...opened.stores);
  await copyRows(path, record, rows, options);
  const inputs: Record<string, string> = {};
  for (const part of ordered) inputs[part.path] = await sha256File(part.path);
  await writeManifest(path, {
    command: 'merge',
    seconds: (performance.now() - started) / 1000,
    versions: { node: process.version, ...options.versions },
    options: { dataset: options.dataset, ...name, parts: ordered.length },
    inputs,
  });
  return [rows.length, ...rows.rowShape];
}

interface OpenStores extends AsyncDisposable {
  readonly stores: [FeatureStore, ...FeatureStore[]];
}

async function openAll([first = '', ...others]: readonly string[]): Promise<OpenStores> {
  const stores: OpenStores['stores'] = [await openFeatureStore(first)];
  const close = async (): Promise<void> => {
    for (const store of stores) await store[Symbol.asyncDispose]();
  };
  try {
    for (const path of others) stores.push(await openFeatureStore(path));
  } catch (error) {
    await close();
    throw error;
  }
  return { stores, [Symbol.asyncDispose]: close };
}

async function copyRows(
  path: string,
  record: FeatureRecord,
  rows: FeatureStore,
  { signal, progress = silentProgress }: MergeShardsOptions,
): Promise<void> {
  const task = progress.start({ label: 'merging features', unit: 'images', total: rows.length });
  try {
    const read = async (start: number, end: number): Promise<Float32Tensor> => {
      const some = await rows.read(start, end);
      task.advance(end - start);
      return some;
    };
    await writeStore(path, { record, read, signal });
    await installStore(path);
  } finally {
    task.stop();
  }
}

async function removeStore(path: string): Promise<void> {
  for (const file of [path, recordPath(path), `${path}.manifest.json`]) {
    await rm(file, { force: true });
  }
}
