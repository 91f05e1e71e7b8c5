export { badPictureRules } from './extract/bad-pictures.js';
export { batchSizeFor } from './input/batch-size.js';
export { choosePreprocessing, normalizationOf } from './feeding/choose-preprocessing.js';
export {
  describeStore,
  extractDataset,
  openDatasetFeatures,
  openExtraction,
  storesOf,
} from './extract/extract-dataset.js';
export { extractFeatures, openFinished } from './extract/extract-features.js';
export { extractSplit, planSplit } from './extract/extract-split.js';
export { identifyPictures } from './extract/identify-pictures.js';
export { planStore } from './extract/plan-store.js';
export { augmentations } from './store/augmentation.js';
export {
  listedPictures,
  provenanceOf,
  rowChecksum,
  rowProvenanceSchema,
  storeDifferences,
} from './store/feature-record.js';
export { listingHash, shardRange } from './store/shard.js';
export { openFeatureStore } from './store/feature-store.js';
export { verifyFeatureStore } from './store/verify-store.js';
export { FeaturesError } from './features-error.js';
export { concatenateStores } from './store/concatenate-stores.js';
export { selectRows } from './store/select-rows.js';
export { mergeShards } from './shards/merge-shards.js';
export { NetworkBackbone } from './backbone/network-backbone.js';
export { OnnxBackbone } from './backbone/onnx-backbone.js';
export { vggConvolutions } from './backbone/original-descriptor.js';
export { readBackbone } from './backbone/read-backbone.js';
export { quantizeForDataset } from './extract/quantize-for-dataset.js';
export { pictureBatches, settledPictureBatches } from './input/picture-batches.js';
export { featureStorePath, findStores } from './store/store-path.js';
export { warnOfSlowDecoder } from './input/warn-of-slow-decoder.js';
export type { BadPictureRule } from './extract/bad-pictures.js';
export type { Backbone } from './backbone/backbone.js';
export type { BackboneChoice } from './backbone/read-backbone.js';
export type {
  FramingRule,
  PreprocessingChoice,
  PreprocessingRule,
} from './feeding/choose-preprocessing.js';
export type {
  DatasetFeatures,
  ExtractDatasetOptions,
  ExtractedDataset,
  ExtractedStore,
  Extraction,
  FeatureNames,
} from './extract/extract-dataset.js';
export type { ExtractFeaturesOptions, ManifestDetails } from './extract/extract-options.js';
export type { ExtractSplitOptions } from './extract/extract-split.js';
export type {
  FeatureRecord,
  ListedPicture,
  RowProvenance,
  ShardRecord,
  SkippedPicture,
} from './store/feature-record.js';
export type { MergedStores, MergeShardsOptions } from './shards/merge-shards.js';
export type {
  CalibrationOptions,
  QuantizeForDatasetOptions,
} from './extract/quantize-for-dataset.js';
export type {
  PictureBatch,
  PictureBatchesOptions,
  PictureInput,
  SettledBatch,
} from './input/picture-batches.js';
export type { Augmentation } from './store/augmentation.js';
export type { FeatureStore } from './store/feature-store.js';
export type { Shard } from './store/shard.js';
export type { FoundStore, StoreName } from './store/store-path.js';
