import { required } from '@gender/core';
import {
  concatenateStores,
  openDatasetFeatures,
  type DatasetFeatures,
  type ExtractDatasetOptions,
  type FeatureStore,
} from '@gender/features';

export type TrainingFeaturesOptions = Omit<ExtractDatasetOptions, 'splits' | 'shard' | 'batchSize'>;

/** The features that a head is trained on and validated with; end them with `await using`. */
export interface TrainingFeatures extends DatasetFeatures {
  readonly train: FeatureStore;
  readonly validation: FeatureStore;
}

/**
 * Extracts the features of the training and the validation split unless they are up to date.
 *
 * @throws as `openDatasetFeatures`.
 */
export async function extractTrainingFeatures(
  options: TrainingFeaturesOptions,
): Promise<TrainingFeatures> {
  const features = await openDatasetFeatures({
    ...options,
    ...{ splits: undefined, shard: undefined, batchSize: undefined },
  });
  const { names, stores } = features;
  const [first, ...augmented] = stores.filter((_, index) => names[index]?.split === 'train');
  const validation = stores.find((_, index) => names[index]?.split === 'validation');
  return {
    ...features,
    train: concatenateStores(required(first, 'the training store'), ...augmented),
    validation: required(validation, 'the validation store'),
  };
}
