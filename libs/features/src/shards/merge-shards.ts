import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { silentLogger, silentProgress, type Logger, type ProgressReporter } from '@gender/core';
import {
  clearLeftovers,
  findLeftovers,
  InputFiles,
  withLock,
  writeManifest,
  type LockOptions,
} from '@gender/core/node';
import type { SplitName } from '@gender/dataset';
import type { Float32Tensor } from '@gender/tensor';
import { FeaturesError } from '../features-error.js';
import type { ExtractedStore } from '../extract/extract-dataset.js';
import { concatenateStores, openStores } from '../store/concatenate-stores.js';
import { provenanceOf, recordPath, type FeatureRecord } from '../store/feature-record.js';
import { openFeatureStore, type FeatureStore } from '../store/feature-store.js';
import { installStore } from '../store/install-store.js';
import { keepAside } from '../store/keep-aside.js';
import {
  featureStorePath,
  findStores,
  type FoundStore,
  type StoreName,
} from '../store/store-path.js';
import { identitiesPath } from '../store/picture-identities.js';
import { writeStore } from '../store/write-store.js';
import { joinRecords, orderShards, type FoundPart } from './check-shards.js';
import { filesOfPart, joinedBefore } from './joined-before.js';

export interface MergeShardsOptions {
  /** The folder that holds `features`. */
  dataRoot: string;
  /** The name of the dataset. */
  dataset: string;
  /** The parts, wherever they lie; default: those beside the stores. */
  parts?: readonly FoundStore[] | undefined;
  /** Which splits; default: all of which there are parts. */
  splits?: readonly SplitName[] | undefined;
  /** Delete the parts when the store is written. */
  removeParts?: boolean | undefined;
  /** Versions to record in the manifests. */
  versions?: Readonly<Record<string, string>> | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
}

/** The stores that parts were joined into. */
export interface MergedStores {
  stores: (Omit<ExtractedStore, 'shard'> & {
    parts: number;
    /** It was joined by an earlier run, and the parts are removed. */
    joinedBefore?: true;
  })[];
}

/**
 * Joins the parts that `extractDataset` wrote with `shard` into the stores that one run without it
 * would have written, to the same bytes. Rows are streamed; the pictures need not be there. Stores that were joined
 * before and whose parts are removed stay as they are.
 *
 * @throws FeaturesError (`FEATURES_SHARDS`) when parts are missing, or were made in different ways
 *   or from different pictures.
 */
export async function mergeShards(options: MergeShardsOptions): Promise<MergedStores> {
  const { dataRoot, dataset, removeParts = false } = options;
  const started = Date.now();
  const stores: MergedStores['stores'] = [];
  for (const { name, parts } of await findParts(options)) {
    const path = featureStorePath(dataRoot, dataset, name);
    const made = await withLock(path, options, async () => {
      // of parts that are named nobody says that this dataset had them
      const known = options.parts === undefined && (await joinedBefore(path, parts, started));
      const joined = known
        ? { ...(await describeJoined(path)), parts: known.parts, joinedBefore: true as const }
        : { ...(await mergeInto(path, name, parts, options)), parts: parts.length };
      const left = known ? known.left : parts;
      if (removeParts) for (const part of left) await removePart(part.path);
      return joined;
    });
    stores.push({ split: name.split, ...made });
  }
  await clearLeftoversOf(dataset, join(dataRoot, 'features'), options);
  return { stores };
}

/** A store and what there is of its parts. */
interface PartedStore {
  name: Omit<StoreName, 'shard'>;
  parts: FoundPart[];
}

/**
 * The parts by stores; no parts of stores that were joined before, where nothing else is there.
 *
 * @throws FeaturesError (`FEATURES_SHARDS`) when there are no parts of a split that is asked for.
 */
async function findParts({
  dataRoot,
  dataset,
  splits,
  parts,
}: MergeShardsOptions): Promise<PartedStore[]> {
  const stores = new Map<string, PartedStore>();
  for (const { shard, ...found } of parts ?? (await findStores(dataRoot, dataset))) {
    const { path: _, ...name } = found;
    if (shard === undefined || !(splits?.includes(name.split) ?? true)) continue;
    const key = featureStorePath(dataRoot, dataset, name);
    const store = stores.get(key) ?? { name, parts: [] };
    store.parts.push({ ...found, shard });
    stores.set(key, store);
  }
  if (parts === undefined) {
    const present = new Set([...stores.values()].map(({ name }) => name.split));
    const isWanted = ({ split }: StoreName): boolean =>
      splits === undefined ? present.size === 0 : splits.includes(split) && !present.has(split);
    for (const { path, ...name } of await findStores(dataRoot, dataset)) {
      if (name.shard !== undefined || !isWanted(name)) continue;
      const isJoined = (await joinedBefore(path, [], 0)) !== undefined;
      if (isJoined) stores.set(path, { name, parts: [] });
    }
  }
  const present = new Set([...stores.values()].map(({ name }) => name.split));
  const missing = (splits ?? [...present]).filter((split) => !present.has(split));
  if (missing.length > 0 || stores.size === 0) {
    const what = missing.length > 0 ? `${dataset} (${missing.join(', ')})` : dataset;
    throw new FeaturesError(
      'FEATURES_SHARDS',
      `there are no parts of ${what} in ${dataRoot}/features; extract them, from 1/n to n/n`,
    );
  }
  return [...stores.values()];
}

async function mergeInto(
  path: string,
  name: Omit<StoreName, 'shard'>,
  found: readonly FoundPart[],
  options: MergeShardsOptions,
): Promise<Described> {
  const started = performance.now();
  const parts = orderShards(path, found);
  const inputs = await InputFiles.look(parts.flatMap((part) => filesOfPart(part.path)));
  await using opened = await openStores(parts, (part) => openFeatureStore(part.path));
  const record = joinRecords(opened.stores);
  await installStore(path);
  await keepAside(path, provenanceOf(record), options.logger ?? silentLogger);
  const rows = concatenateStores(...opened.stores);
  await copyRows(path, record, rows, options);
  await writeManifest(path, {
    command: 'merge',
    seconds: (performance.now() - started) / 1000,
    versions: { node: process.version, ...options.versions },
    options: { dataset: options.dataset, ...name, parts: parts.length },
    inputs: await inputs.hashes(),
  });
  return describe(path, record, rows);
}

type Described = Pick<ExtractedStore, 'augment' | 'precision' | 'path' | 'shape'>;

async function describeJoined(path: string): Promise<Described> {
  await using store = await openFeatureStore(path);
  return describe(path, store.record, store);
}

function describe(path: string, record: FeatureRecord, rows: FeatureStore): Described {
  return {
    ...(record.augment && { augment: record.augment }),
    ...(record.quantization !== undefined && { precision: 'int8' }),
    ...{ path, shape: [rows.length, ...rows.rowShape] },
  };
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

/** Its rows last: by them it is found by the next run, where this one is killed. */
async function removePart(path: string): Promise<void> {
  for (const file of [identitiesPath(path), `${path}.manifest.json`, recordPath(path), path]) {
    await rm(file, { force: true });
  }
}

/** What killed runs left of stores of a dataset, also of those whose parts are removed already. */
async function clearLeftoversOf(
  dataset: string,
  folder: string,
  options: LockOptions,
): Promise<void> {
  for (const leftovers of await findLeftovers(folder)) {
    const isOfDataset = basename(leftovers.target).startsWith(`${dataset}_`);
    if (isOfDataset) await clearLeftovers(leftovers, options);
  }
}
