import { join } from 'node:path';
import { zip } from '@gender/core';
import { InputFiles } from '@gender/core/node';
import { listSplit, type SplitName } from '@gender/dataset';
import { selectEngine, type EngineChoice } from '@gender/engine';
import { networkFiles } from '@gender/formats';
import type { Preprocessing } from '@gender/image';
import type { Normalization } from '@gender/network';
import type { Precision, QuantizedBackbone } from '@gender/quantization';
import { NetworkBackbone } from '../backbone/network-backbone.js';
import { readBackbone, type BackboneChoice } from '../backbone/read-backbone.js';
import { choosePreprocessing, type PreprocessingChoice } from '../feeding/choose-preprocessing.js';
import type { Augmentation } from '../store/augmentation.js';
import { openStores, type OpenStores } from '../store/concatenate-stores.js';
import type { FeatureStore } from '../store/feature-store.js';
import { takeShard, type Shard } from '../store/shard.js';
import { extractSplit, type ExtractSplitOptions } from './extract-split.js';
import { quantizeForDataset, type CalibrationOptions } from './quantize-for-dataset.js';

export interface ExtractDatasetOptions
  extends
    BackboneChoice,
    EngineChoice,
    Pick<
      ExtractSplitOptions,
      | 'dataRoot'
      | 'dataset'
      | 'shard'
      | 'onBad'
      | 'verify'
      | 'batchSize'
      | 'versions'
      | 'signal'
      | 'progress'
      | 'logger'
    > {
  /** The file of the network that makes the features, of any format that is read here, or `face-api`. */
  backbone: string;
  preprocessing?: PreprocessingChoice | undefined;
  /** The mean and so on that the network was trained with, where its file does not say it. */
  normalization?: Normalization | undefined;
  /** Which splits; default train and validation. */
  splits?: readonly SplitName[] | undefined;
  /** The features of the training pictures changed so as well, in a store of their own. */
  augment?: Augmentation | undefined;
  /** `int8` computes the network in 8-bit integers, after measuring it on training pictures; default `fp32`. */
  precision?: Precision | undefined;
  /** Of `int8`: how it is measured. */
  calibration?: CalibrationOptions | undefined;
}

/** Which features a store holds. */
export interface FeatureNames {
  split: SplitName;
  /** Those of the pictures changed so; absent where they are as they are. */
  augment?: Augmentation | undefined;
}

/** A store that extraction wrote or found up to date. */
export interface ExtractedStore extends FeatureNames {
  precision?: Precision | undefined;
  shard?: Shard | undefined;
  path: string;
  shape: number[];
  /** How many pictures were left out, which the record and the manifest name; absent where none were. */
  skipped?: number | undefined;
}

/** The stores that extraction wrote or found up to date. */
export interface ExtractedDataset {
  stores: ExtractedStore[];
  /** Of `int8`: the ONNX file of the 8-bit network. */
  quantized?: string | undefined;
}

/** The features of a dataset, open, and what made them; end them with `await using`. */
export interface DatasetFeatures extends OpenStores {
  /** Which features each of the stores holds. */
  readonly names: readonly FeatureNames[];
  /** How pictures were fed to the backbone. */
  readonly preprocessing: Preprocessing;
  /** How the backbone was computed in 8 bits; absent where it was float32. */
  readonly quantized?: QuantizedBackbone | undefined;
  /** Whether the backbone is a file of operators that is run as it is, and not of layers. */
  readonly isOpaque: boolean;
  /** The version of the engine that ran it, by its name. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Extracts the features of the splits of a prepared dataset with the backbone in a file.
 *
 * @throws as `openDatasetFeatures`.
 */
export async function extractDataset(options: ExtractDatasetOptions): Promise<ExtractedDataset> {
  const { shard, precision } = options;
  await using features = await openDatasetFeatures(options);
  const { names, quantized } = features;
  const stores = zip(names, features.stores).map(([name, store]) => ({
    ...name,
    ...(quantized && { precision }),
    ...(shard && { shard }),
    ...describeStore(store),
  }));
  return { stores, ...(quantized && { quantized: quantized.path }) };
}

/** Where a store lies, how large it is, and how many pictures it lacks. */
export function describeStore({
  path,
  length,
  rowShape,
  record,
}: FeatureStore): Pick<ExtractedStore, 'path' | 'shape' | 'skipped'> {
  const skipped = record.skipped && { skipped: record.skipped.length };
  return { path, shape: [length, ...rowShape], ...skipped };
}

/**
 * Reads a backbone, chooses how pictures are fed to it and what computes it, in 8 bits where that
 * is asked for, and extracts the features of the splits of a prepared dataset unless they are up to
 * date. The backbone stays in memory no longer than that.
 *
 * @throws FormatError, KerasError, SafetensorsError, FileError when the backbone cannot be read.
 * @throws DatasetError, FeaturesError, ImageError as `extractSplit`; EngineError, QuantizationError.
 */
export async function openDatasetFeatures(
  options: ExtractDatasetOptions,
): Promise<DatasetFeatures> {
  await checkParts(options);
  const { common, ...extraction } = await openExtraction(options);
  const names = storesOf(options);
  const opened = await openStores(names, (name) => extractSplit({ ...common, ...name }));
  const { engine, preprocessing } = common;
  const versions = { [engine.name]: engine.version };
  return { ...opened, ...extraction, names, preprocessing, versions };
}

/** What extracts the features of a dataset: a backbone, how pictures are fed to it, and what computes it. */
export interface Extraction extends Pick<DatasetFeatures, 'quantized' | 'isOpaque'> {
  /** With a split, what `extractSplit` takes. */
  readonly common: Omit<ExtractSplitOptions, 'split' | 'augment'>;
}

/**
 * Reads a backbone, chooses how pictures are fed to it and what computes it, and measures it where it is
 * to be computed in 8 bits.
 *
 * @throws as `openDatasetFeatures`, but for pictures.
 */
export async function openExtraction(options: ExtractDatasetOptions): Promise<Extraction> {
  const { logger, precision, device, backbone: backboneFile } = options;
  const inputs = await InputFiles.look(await networkFiles(backboneFile));
  const backbone = await readBackbone(backboneFile, options);
  const preprocessing = choosePreprocessing(backbone, options.preprocessing, { logger });
  const engine = await selectEngine({ name: options.engine, device, logger });
  const made = { ...options, backbone, backboneFile, inputs, preprocessing, engine };
  const quantized = precision === 'int8' ? await quantizeForDataset(made) : undefined;
  const isOpaque = !(backbone instanceof NetworkBackbone);
  return { common: { ...made, quantization: quantized?.quantization }, quantized, isOpaque };
}

/** Before hours are spent on the first split. @throws FeaturesError (`FEATURES_PARTS`) */
async function checkParts(options: ExtractDatasetOptions): Promise<void> {
  const { dataRoot, dataset, shard } = options;
  if (shard === undefined) return;
  for (const { split } of storesOf(options)) {
    const folder = join(dataRoot, dataset, split);
    takeShard(await listSplit(folder), shard, folder);
  }
}

/** The stores of a dataset. Only training pictures are augmented: the others tell how well pictures as they are fare. */
export function storesOf({
  splits = ['train', 'validation'],
  augment,
}: Pick<ExtractDatasetOptions, 'splits' | 'augment'>): FeatureNames[] {
  return splits.flatMap((split) => {
    const plain = { split, augment: undefined };
    return split === 'train' && augment !== undefined ? [plain, { split, augment }] : [plain];
  });
}
