export { compareFiles } from './compare-files.js';
export { describeFile } from './describe-file.js';
export { FormatError } from './format-error.js';
export { isNetworkName, listEndings, networkNames } from './network-formats.js';
export { networkFiles, readFeatureModel, readNetwork } from './read-network.js';
export { findWriter, writeNetwork } from './write-network.js';
export type { CompareFilesOptions } from './compare-files.js';
export type {
  LayerDifference,
  WeightDifference,
  WeightDifferences,
} from './compare/compare-weights.js';
export type { DescribeFileOptions } from './describe-file.js';
export type {
  DescribedInput,
  DescribedNormalization,
  LayerDescription,
  NetworkDescription,
} from './describe/describe-network.js';
export type {
  DescribedGraph,
  DescribedNetwork,
  DescribedNode,
  DescribedValue,
  DescribedVariables,
  DescribedWeights,
  FeedingSource,
  FileDescription,
} from './describe/file-description.js';
export type { FormatErrorCode } from './format-error.js';
export type { ReadNetworkOptions } from './network-format.js';
