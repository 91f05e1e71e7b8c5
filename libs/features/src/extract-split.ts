import { join } from 'node:path';
import { listSplit, type SplitName } from '@gender/dataset';
import { extractFeatures, type ExtractFeaturesOptions } from './extract-features.js';
import type { FeatureStore } from './feature-store.js';

export interface ExtractSplitOptions extends Omit<ExtractFeaturesOptions, 'listing' | 'output'> {
  /** The folder that holds the datasets, and `features` beside them. */
  dataRoot: string;
  /** The name of the dataset, a folder of `dataRoot`. */
  dataset: string;
  split: SplitName;
}

/** Where the features of a split are kept: `<data-root>/features/<dataset>_<split>.npy`. */
export function featureStorePath(dataRoot: string, dataset: string, split: SplitName): string {
  return join(dataRoot, 'features', `${dataset}_${split}.npy`);
}

/**
 * Extracts the features of one split of a prepared dataset, or opens those that are up to date.
 *
 * @throws DatasetError when the dataset has not been prepared.
 * @throws FeaturesError, ImageError as `extractFeatures`.
 */
export async function extractSplit(options: ExtractSplitOptions): Promise<FeatureStore> {
  const { dataRoot, dataset, split, ...rest } = options;
  const listing = await listSplit(join(dataRoot, dataset, split));
  const output = featureStorePath(dataRoot, dataset, split);
  return extractFeatures({ ...rest, listing, output });
}
