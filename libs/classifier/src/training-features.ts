import { selectEngine, type EngineChoice } from '@gender/engine';
import {
  choosePreprocessing,
  extractSplit,
  concatenateStores,
  quantizeForDataset,
  type CalibrationOptions,
  type ExtractSplitOptions,
  type FeatureStore,
  type PreprocessingChoice,
  type StoreName,
} from '@gender/features';
import type { Preprocessing } from '@gender/image';
import { readKerasModel } from '@gender/keras';
import type { Precision, Quantization } from '@gender/quantization';

export interface TrainingFeaturesOptions
  extends
    EngineChoice,
    Pick<
      ExtractSplitOptions,
      'dataRoot' | 'dataset' | 'augment' | 'threads' | 'versions' | 'signal' | 'progress' | 'logger'
    > {
  /** The Keras file of the network that makes the features. */
  backbone: string;
  preprocessing?: PreprocessingChoice | undefined;
  /** `int8` computes the backbone in 8-bit integers, after measuring it on training pictures; default `fp32`. */
  precision?: Precision | undefined;
  /** Of `int8`: how it is measured. */
  calibration?: CalibrationOptions | undefined;
}

/** The features that a head is trained on and validated with; end them with `await using`. */
export interface TrainingFeatures extends AsyncDisposable {
  readonly train: FeatureStore;
  readonly validation: FeatureStore;
  /** The files that hold them. */
  readonly files: readonly string[];
  /** How their pictures were fed to the backbone. */
  readonly preprocessing: Preprocessing;
  /** How the backbone was computed in 8 bits; absent where it was float32. */
  readonly quantization?: Quantization | undefined;
  /** The version of the engine that runs the backbone, by its name. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Extracts the features of the training and the validation split unless they are up to date. The
 * backbone stays in memory no longer than that.
 *
 * @throws DatasetError, FeaturesError, ImageError, KerasError, FileError, EngineError for bad input.
 */
export async function extractTrainingFeatures(
  options: TrainingFeaturesOptions,
): Promise<TrainingFeatures> {
  const { backbone: backboneFile, augment, precision, device, logger } = options;
  const { network: backbone } = await readKerasModel(backboneFile);
  const preprocessing = choosePreprocessing(backbone, options.preprocessing);
  const engine = await selectEngine({ name: options.engine, device, logger });
  const versions = { [engine.name]: engine.version };
  const made = { ...options, backbone, backboneFile, preprocessing, engine };
  const { quantization } = precision === 'int8' ? await quantizeForDataset(made) : {};
  const common = { ...made, quantization, batchSize: undefined };

  const names: StoreName[] = [
    { split: 'train' },
    ...(augment === undefined ? [] : [{ split: 'train' as const, augment }]),
    { split: 'validation' },
  ];
  const stores: FeatureStore[] = [];
  const end = async (): Promise<void> => {
    for (const store of stores) await store[Symbol.asyncDispose]();
  };
  try {
    for (const { split, augment: flip } of names) {
      stores.push(await extractSplit({ ...common, split, augment: flip }));
    }
    const found = { ...joinTraining(stores), preprocessing, quantization, versions };
    return { ...found, [Symbol.asyncDispose]: end };
  } catch (cause) {
    await end();
    throw cause;
  }
}

/** @param stores - those to train on, then the one to validate with */
function joinTraining(
  stores: readonly FeatureStore[],
): Pick<TrainingFeatures, 'train' | 'validation' | 'files'> {
  const [first, ...others] = stores.slice(0, -1);
  const validation = stores.at(-1);
  if (!first || !validation) throw new RangeError('there is nothing to train on');
  const train = others.length === 0 ? first : concatenateStores(first, ...others);
  return { train, validation, files: stores.map(({ path }) => path) };
}
