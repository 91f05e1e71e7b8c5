import type { SplitName } from '@gender/dataset';
import { selectEngine, type EngineChoice } from '@gender/engine';
import { readKerasModel } from '@gender/keras';
import type { Precision } from '@gender/quantization';
import { choosePreprocessing, type PreprocessingChoice } from '../input/choose-preprocessing.js';
import { extractSplit, type ExtractSplitOptions } from './extract-split.js';
import { quantizeForDataset, type CalibrationOptions } from './quantize-for-dataset.js';
import type { StoreName } from '../store/store-path.js';

export interface ExtractDatasetOptions
  extends
    EngineChoice,
    Pick<
      ExtractSplitOptions,
      'dataRoot' | 'dataset' | 'shard' | 'batchSize' | 'versions' | 'signal' | 'progress' | 'logger'
    > {
  /** The Keras file of the network that makes the features. */
  backbone: string;
  preprocessing?: PreprocessingChoice | undefined;
  /** Which splits; default train and validation. */
  splits?: readonly SplitName[] | undefined;
  /** `flip`: the features of the mirrored training pictures as well, in a store of their own. */
  augment?: 'flip' | undefined;
  /** `int8` computes the network in 8-bit integers, after measuring it on training pictures; default `fp32`. */
  precision?: Precision | undefined;
  /** Of `int8`: how it is measured. */
  calibration?: CalibrationOptions | undefined;
}

/** The stores that extraction wrote or found up to date. */
export interface ExtractedDataset {
  stores: (StoreName & { path: string; shape: number[] })[];
  /** Of `int8`: the ONNX file of the 8-bit network. */
  quantized?: string | undefined;
}

/**
 * Extracts the features of the splits of a prepared dataset with the backbone in a Keras file.
 *
 * @throws KerasError, FileError when the backbone cannot be read.
 * @throws DatasetError, FeaturesError, ImageError as `extractSplit`.
 */
export async function extractDataset(options: ExtractDatasetOptions): Promise<ExtractedDataset> {
  const { logger, shard, precision, backbone: backboneFile } = options;
  const { network: backbone } = await readKerasModel(backboneFile);
  const preprocessing = choosePreprocessing(backbone, options.preprocessing);
  const engine = await selectEngine({ name: options.engine, device: options.device, logger });
  const made = { ...options, backbone, backboneFile, preprocessing, engine };
  const quantized = precision === 'int8' ? await quantizeForDataset(made) : undefined;
  const common = { ...made, quantization: quantized?.quantization };
  const stores: ExtractedDataset['stores'] = [];
  for (const name of storesOf(options)) {
    await using store = await extractSplit({ ...common, ...name });
    const { path, length, rowShape } = store;
    stores.push({
      ...name,
      ...(quantized && { precision }),
      ...(shard && { shard }),
      path,
      shape: [length, ...rowShape],
    });
  }
  return { stores, ...(quantized && { quantized: quantized.path }) };
}

/** Only training pictures are augmented: the others tell how well pictures as they are fare. */
function storesOf({
  splits = ['train', 'validation'],
  augment,
}: ExtractDatasetOptions): Pick<StoreName, 'split' | 'augment'>[] {
  return splits.flatMap((split) => {
    const plain = { split, augment: undefined };
    return split === 'train' && augment !== undefined ? [plain, { split, augment }] : [plain];
  });
}
