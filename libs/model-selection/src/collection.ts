import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { required, zip, type Logger } from '@gender/core';
import { InputFiles } from '@gender/core/node';
import {
  ageBand,
  readSplitManifest,
  splitNames,
  type FoldImage,
  type SplitManifestFile,
} from '@gender/dataset';
import type { PictureFacts } from '@gender/evaluation';
import {
  concatenateStores,
  openDatasetFeatures,
  type ExtractDatasetOptions,
  type FeatureStore,
} from '@gender/features';
import { networkFiles } from '@gender/formats';

/** A dataset, and how its features are made; pictures are taken as they are, not augmented. */
export type CollectionOptions = Omit<
  ExtractDatasetOptions,
  'splits' | 'shard' | 'augment' | 'batchSize'
>;

/** A picture of a collection. `path` is its file in the dataset's folder, `train/Female/1_Age31.jpg`. */
export interface CollectionPicture extends FoldImage {
  /** The fold that its collection puts it in. */
  readonly fold?: string | undefined;
}

/** The features of all splits of a prepared dataset, as those of one collection; end it with `await using`. */
export interface Collection extends AsyncDisposable {
  /** The features of every picture. */
  readonly store: FeatureStore;
  /** The files that it comes from: the stores and the backbone's. */
  readonly inputs: InputFiles;
  /** What each row shows. */
  readonly pictures: readonly CollectionPicture[];
  /** Persons and ages, where known, by the pictures' paths. */
  readonly facts: PictureFacts;
}

/**
 * Extracts the features of the splits that a prepared dataset has, unless they are up to date, and opens them as
 * one. Who is shown comes from `split.json`; pictures of one content are copies of each other.
 *
 * @throws as `openDatasetFeatures`.
 */
export async function openCollection(options: CollectionOptions): Promise<Collection> {
  const { dataRoot, dataset, logger } = options;
  const folder = join(dataRoot, dataset);
  const splits = splitNames.filter((split) => existsSync(join(folder, split)));
  const features = await openDatasetFeatures({
    ...options,
    splits: splits.length ? splits : ['train'],
  });
  try {
    const [first, ...others] = features.stores;
    const store = concatenateStores(first, ...others);
    const files = zip(features.names, features.stores).flatMap(([{ split }, { record }]) =>
      record.images.map(({ file }) => `${split}/${file}`),
    );
    const known = await manifestFiles(folder);
    const pictures = zip(files, store.record.images).map(([path, { label, sha256 }]) => {
      const { person, fold, copyOf, source = sha256 } = known.get(path) ?? {};
      const name = required(store.record.classes[label], `the class of ${path}`);
      return { path, label: name, person, fold, copyOf: copyOf ?? source };
    });
    warnOfStrangers(pictures, logger);
    return {
      ...{ store, pictures, facts: factsOf(known) },
      inputs: await InputFiles.look([
        ...(await networkFiles(options.backbone)),
        ...features.stores.map(({ path }) => path),
      ]),
      [Symbol.asyncDispose]: () => features[Symbol.asyncDispose](),
    };
  } catch (cause) {
    await features[Symbol.asyncDispose]();
    throw cause;
  }
}

/** What `split.json` says of each file; nothing where there is none. */
async function manifestFiles(folder: string): Promise<Map<string, SplitManifestFile>> {
  if (!existsSync(join(folder, 'split.json'))) return new Map();
  const { files } = await readSplitManifest(folder);
  return new Map(files.map((each) => [each.file, each]));
}

function factsOf(known: ReadonlyMap<string, SplitManifestFile>): PictureFacts {
  const [persons, ages] = [new Map<string, string>(), new Map<string, string>()];
  for (const [path, { person, ...age }] of known) {
    if (person !== undefined) persons.set(path, person);
    const band = ageBand(age);
    if (band !== undefined) ages.set(path, band);
  }
  return { persons, ages, columns: new Map() };
}

function warnOfStrangers(pictures: readonly CollectionPicture[], logger?: Logger): void {
  const strangers = pictures.filter(({ person }) => person === undefined).length;
  if (strangers === 0) return;
  logger?.warn(
    `of ${strangers} of ${pictures.length} pictures it is not known who is shown: pictures of one person may be in several folds, which makes figures too good`,
  );
}
