import type { SplitName } from '@gender/dataset';
import { selectEngine, type EngineChoice } from '@gender/engine';
import { sha256File, writeManifest } from '@gender/core/node';
import { readKerasModel } from '@gender/keras';
import { choosePreprocessing, type PreprocessingChoice } from './choose-preprocessing.js';
import { extractSplit, type ExtractSplitOptions } from './extract-split.js';

export interface ExtractDatasetOptions
  extends
    EngineChoice,
    Pick<
      ExtractSplitOptions,
      'dataRoot' | 'dataset' | 'batchSize' | 'signal' | 'progress' | 'logger'
    > {
  /** The Keras file of the network that makes the features. */
  backbone: string;
  preprocessing?: PreprocessingChoice | undefined;
  /** Which splits; default train and validation. */
  splits?: readonly SplitName[] | undefined;
  /** Versions to record in the manifests. */
  versions?: Record<string, string> | undefined;
}

/** The stores that extraction wrote or found up to date. */
export interface ExtractedDataset {
  stores: { split: SplitName; path: string; shape: number[] }[];
}

/**
 * Extracts the features of the splits of a prepared dataset with the backbone in a Keras file.
 *
 * @throws KerasError, FileError when the backbone cannot be read.
 * @throws DatasetError, FeaturesError, ImageError as `extractSplit`.
 */
export async function extractDataset(options: ExtractDatasetOptions): Promise<ExtractedDataset> {
  const { splits = ['train', 'validation'], logger } = options;
  const { network: backbone } = await readKerasModel(options.backbone);
  const preprocessing = choosePreprocessing(backbone, options.preprocessing);
  const engine = await selectEngine({ name: options.engine, device: options.device, logger });
  const stores: ExtractedDataset['stores'] = [];
  for (const split of splits) {
    const started = performance.now();
    await using store = await extractSplit({ ...options, split, backbone, preprocessing, engine });
    const { mean: _, ...frame } = store.record.preprocessing;
    await writeManifest(store.path, {
      command: 'extract',
      seconds: (performance.now() - started) / 1000,
      versions: { node: process.version, [engine.name]: engine.version, ...options.versions },
      options: { dataset: options.dataset, split, backbone: options.backbone, ...frame },
      inputs: { [options.backbone]: await sha256File(options.backbone) },
    });
    stores.push({ split, path: store.path, shape: [store.length, ...store.rowShape] });
  }
  return { stores };
}
