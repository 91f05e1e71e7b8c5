import { join } from 'node:path';
import type { InputFiles } from '@gender/core/node';
import { listSplit } from '@gender/dataset';
import { extractFeatures } from './extract-features.js';
import type { ExtractFeaturesOptions } from './extract-options.js';
import { planRows } from './plan-store.js';
import { augmentedPreprocessing, type Augmentation } from '../store/augmentation.js';
import type { FeatureStore } from '../store/feature-store.js';
import { takeShard } from '../store/shard.js';
import { featureStorePath, findStores, wayName, type StoreName } from '../store/store-path.js';

export interface ExtractSplitOptions
  extends
    Omit<ExtractFeaturesOptions, 'listing' | 'output' | 'reuse' | 'shard' | 'manifest'>,
    Pick<StoreName, 'split' | 'shard'> {
  /** The features of the pictures changed so; default: as they are. */
  augment?: Augmentation | undefined;
  /** The folder that holds the datasets, and `features` beside them. */
  dataRoot: string;
  /** The name of the dataset, a folder of `dataRoot`. */
  dataset: string;
  /** The folder that holds `features` for the store to be made; default: `dataRoot`, from where rows are taken in any case. */
  storeRoot?: string | undefined;
  /** The file that the backbone was read from, or its name, for the manifest. */
  backboneFile?: string | undefined;
  /** The backbone's files, looked at before it was read, for the manifest. */
  inputs?: InputFiles | undefined;
  /** Versions to record in the manifest. */
  versions?: Readonly<Record<string, string>> | undefined;
}

/**
 * Extracts the features of one split of a prepared dataset, or opens those that are up to date.
 * They lie in a store that is named after how its rows are made; rows that other stores of the dataset have are taken from there, so that pictures which moved
 * from one split to another are not computed again.
 *
 * @throws DatasetError when the dataset has not been prepared.
 * @throws FeaturesError, ImageError as `extractFeatures`.
 */
export async function extractSplit(options: ExtractSplitOptions): Promise<FeatureStore> {
  return extractFeatures(await planSplit(options));
}

/**
 * What `extractSplit` extracts, and into which store.
 *
 * @throws DatasetError when the dataset has not been prepared; FeaturesError (`FEATURES_PARTS`) when there
 *   are more parts than pictures.
 */
export async function planSplit(options: ExtractSplitOptions): Promise<ExtractFeaturesOptions> {
  const { dataRoot, dataset, split, augment, shard, backboneFile, inputs, versions, ...others } =
    options;
  const { storeRoot = dataRoot, ...rest } = others;
  const precision = options.quantization === undefined ? 'fp32' : 'int8';
  const preprocessing = augmentedPreprocessing(options.preprocessing, augment);
  const folder = join(dataRoot, dataset, split);
  const listing = await listSplit(folder, options);
  const way = wayName(await planRows({ ...options, preprocessing }), backboneFile);
  const roots = new Set([storeRoot, dataRoot]);
  const stores = await Promise.all([...roots].map((root) => findStores(root, dataset)));
  return {
    ...rest,
    ...(shard === undefined ? { listing } : takeShard(listing, shard, folder)),
    preprocessing,
    output: featureStorePath(storeRoot, dataset, { split, way, shard }),
    // A transfer model does not tell the name of the file its backbone was read from, but its rows may
    // be those of the default way.
    ...(way !== undefined && { sameAs: featureStorePath(storeRoot, dataset, { split, shard }) }),
    reuse: stores.flat().map(({ path }) => path),
    manifest: {
      options: { dataset, split, augment, precision, shard, backbone: backboneFile },
      ...{ inputs, versions },
    },
  };
}
