import { join } from 'node:path';
import { createRandom, silentLogger, type Logger, type ProgressReporter } from '@gender/core';
import { sha256, withLock, type InputFiles } from '@gender/core/node';
import { listSplit } from '@gender/dataset';
import type { Engine } from '@gender/engine';
import { isNetworkName } from '@gender/formats';
import { withPictureFile, type Preprocessing } from '@gender/image';
import {
  quantizeBackbone,
  quantizedPath,
  type CalibrationMethod,
  type QuantizedBackbone,
  type WeightBits,
} from '@gender/quantization';
import type { Float32Tensor } from '@gender/tensor';
import { NetworkBackbone } from '../backbone/network-backbone.js';
import type { Backbone } from '../backbone/backbone.js';
import { FeaturesError } from '../features-error.js';
import { recordPreprocessing } from './plan-store.js';
import { isPictureError } from './bad-pictures.js';
import { settledPictureBatches } from '../input/picture-batches.js';

/** How a network is measured before it is computed in 8 bits. */
export interface CalibrationOptions {
  /** The most training pictures to measure it on; default 128. */
  pictures?: number | undefined;
  /** Which of them. It is not the seed of a training, so that all trainings share features. Default 0. */
  seed?: number | undefined;
  /** How ranges follow from the values; default: that of `quantizeBackbone`. */
  method?: CalibrationMethod | undefined;
  /** Bits of a weight; default: what this processor computes without loss. */
  weightBits?: WeightBits | undefined;
  /** Convolutions that stay in float32; default: none. */
  floatLayers?: readonly string[] | undefined;
}

export interface QuantizeForDatasetOptions {
  /** The folder of datasets. */
  dataRoot: string;
  /** The name of the dataset on whose training pictures the network is measured. */
  dataset: string;
  /** The network that makes the features. */
  backbone: Backbone;
  /** Its file, beside which the 8-bit one is written; of a network that a name stands for it lies beside the features. */
  backboneFile: string;
  /** Its files, looked at before they were read, for the manifest. */
  inputs?: InputFiles | undefined;
  preprocessing: Preprocessing;
  engine: Engine;
  calibration?: CalibrationOptions | undefined;
  threads?: number | undefined;
  versions?: Readonly<Record<string, string>> | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
}

const CALIBRATION_PICTURES = 128;

/**
 * Quantises a backbone for a dataset: measures it on a sample of the training pictures, or takes
 * what an earlier run measured on the same ones, and writes it as `<backbone>.int8.onnx`.
 *
 * @throws QuantizationError when the network cannot be quantised; FeaturesError (`FEATURES_BACKBONE`) when its layers are not known.
 * @throws DatasetError when the dataset has not been prepared.
 */
export async function quantizeForDataset(
  options: QuantizeForDatasetOptions,
): Promise<QuantizedBackbone> {
  const { dataRoot, dataset, backbone, preprocessing, engine, calibration = {} } = options;
  const { pictures = CALIBRATION_PICTURES, seed = 0, ...choices } = calibration;
  const { logger = silentLogger } = options;
  if (!(backbone instanceof NetworkBackbone)) {
    throw new FeaturesError(
      'FEATURES_BACKBONE',
      `backbone ${backbone.name} is run as it is, and cannot be computed in 8-bit integers; take fp32`,
    );
  }
  const { images } = await listSplit(join(dataRoot, dataset, 'train'));
  const sample = createRandom(seed).fork('calibration').shuffle(images).slice(0, pictures);
  const hashes = await hashPictures(sample, options.signal);
  const path = isNetworkName(options.backboneFile)
    ? join(dataRoot, 'features', options.backboneFile)
    : options.backboneFile;
  const quantized = await withLock(quantizedPath(path), options, () =>
    quantizeBackbone({
      ...options,
      network: backbone.network,
      path,
      fingerprint: backbone.fingerprint,
      calibration: {
        batches: inputsOf(sample, preprocessing),
        size: sample.length,
        fingerprint: sha256(JSON.stringify([recordPreprocessing(preprocessing), hashes.sort()])),
      },
      ...choices,
      runner: engine,
      versions: { [engine.name]: engine.version, ...options.versions },
    }),
  );
  const how = quantized.calibrated ? `measured on ${sample.length} training pictures` : 'as before';
  logger.info(`${quantized.path}: the network in 8 bits, ${how}`);
  return quantized;
}

/** The SHA-256 of the pictures that can be read: extraction names the others. */
async function hashPictures(
  images: readonly { readonly path: string }[],
  signal?: AbortSignal,
): Promise<string[]> {
  const hashes: string[] = [];
  for (const { path } of images) {
    signal?.throwIfAborted();
    try {
      hashes.push(await withPictureFile(path, (bytes) => Promise.resolve(sha256(bytes))));
    } catch (error) {
      if (!isPictureError(error)) throw error;
    }
  }
  return hashes;
}

/**
 * One picture at a time: all activations of one are in memory. Those that cannot be read are left
 * out: extraction names them.
 */
async function* inputsOf(
  sample: readonly { path: string }[],
  preprocessing: Preprocessing,
): AsyncGenerator<Float32Tensor> {
  const open = ({ path }: { path: string }): string => path;
  const batches = settledPictureBatches(sample, { preprocessing, batchSize: 1, open });
  for await (const { pictures, input, failed } of batches) {
    for (const { error } of failed) if (!isPictureError(error)) throw error;
    if (pictures.length > 0) yield input;
  }
}
