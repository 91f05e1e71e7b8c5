import { join } from 'node:path';
import { readTransferModel, trainClassifier } from '@gender/classifier';
import { listSplit, prepareDataset } from '@gender/dataset';
import { selectEngine } from '@gender/engine';
import { predictSplit, scoreResults } from '@gender/evaluation';
import { readNetwork } from '@gender/formats';
import { layerCosines } from './layer-cosines.js';
import { variantsOf, type Variant } from './variant.js';

export interface MeasureSeedOptions {
  /** The pictures, as `gender-prepare` takes them. */
  source: string;
  /** The Keras file of the backbone. */
  backbone: string;
  /** A folder for the dataset, its features and the models. */
  folder: string;
  /** Decides the split and the training. */
  seed: number;
  /** The variants to measure, by name; default: all. */
  only?: readonly string[] | undefined;
}

/** How one variant does with one seed. */
export interface Measured {
  readonly variant: string;
  readonly seed: number;
  /** Pictures of the test split. */
  readonly images: number;
  readonly accuracy: number;
  readonly crossEntropy: number;
  /** By layer; empty for float32. */
  readonly cosines: Readonly<Record<string, number>>;
}

const DATASET = 'Pictures';

/** Splits the pictures with a seed, then trains and tests a head for each variant. */
export async function* measureSeed(options: MeasureSeedOptions): AsyncGenerator<Measured> {
  const { source, backbone, folder: dataRoot, seed, only } = options;
  await prepareDataset({ source, dataRoot, dataset: DATASET, seed, link: true });
  const { layers } = await readNetwork(backbone);
  const first = layers.find(({ type }) => type === 'conv2d')?.name ?? '';
  for (const variant of variantsOf(first)) {
    if (only?.includes(variant.name) ?? true) yield measureVariant(options, variant);
  }
}

async function measureVariant(
  { backbone, folder: dataRoot, seed }: MeasureSeedOptions,
  { name, calibration }: Variant,
): Promise<Measured> {
  const { model } = await trainClassifier({
    dataset: DATASET,
    dataRoot,
    models: join(dataRoot, 'models'),
    backbone,
    seed,
    precision: calibration === undefined ? 'fp32' : 'int8',
    calibration,
  });
  const results = await predictSplit({ model, dataRoot, dataset: DATASET });
  const { images, accuracy, crossEntropy } = scoreResults(results, { resamples: 0 });
  const cosines = await cosinesOf(model, dataRoot);
  return { variant: name, seed, images, accuracy, crossEntropy, cosines };
}

async function cosinesOf(path: string, dataRoot: string): Promise<Record<string, number>> {
  const { backbone: network, preprocessing, quantization } = await readTransferModel(path);
  if (quantization === undefined) return {};
  const { images } = await listSplit(join(dataRoot, DATASET, 'test'));
  const pictures = images.map((image) => image.path);
  const engine = await selectEngine();
  return layerCosines({ network, preprocessing, engine }, quantization, pictures);
}
