import { join } from 'node:path';
import { createRandom, silentLogger, type Logger, type ProgressReporter } from '@gender/core';
import { sha256File, writeManifest } from '@gender/core/node';
import { selectEngine, selectTrainer, type EngineChoice } from '@gender/engine';
import { choosePreprocessing, extractSplit, type PreprocessingChoice } from '@gender/features';
import { openKerasWeights, readKerasModel } from '@gender/keras';
import { outlineHead } from './create-head.js';
import { fitHead } from './fit-head.js';
import { writeHistory } from './history.js';
import { initialRows } from './initial-weights.js';
import type { TrainingConfig } from './training-config.js';
import type { EpochResult } from './training-state.js';
import { writeTransferModel } from './transfer-model.js';

export interface TrainClassifierOptions extends TrainingConfig, EngineChoice {
  /** The name of a prepared dataset, a folder of `dataRoot`. */
  dataset: string;
  /** The folder of datasets and features. */
  dataRoot: string;
  /** The folder where the model is written. */
  models: string;
  /** The Keras file of the network that makes the features. */
  backbone: string;
  preprocessing?: PreprocessingChoice | undefined;
  /** The least seconds between two checkpoints; default 60. */
  checkpointSeconds?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
  onEpoch?: ((result: EpochResult) => void) | undefined;
  /** Versions to record in the manifest. */
  versions?: Record<string, string> | undefined;
}

/** What training made. */
export interface TrainedClassifier {
  epochs: EpochResult[];
  bestEpoch: number;
  /** Path of the whole model, `<dataset>_Transfer_Model.h5`. */
  model: string;
  /** Path of the head's weights, `<dataset>_Transfer_Weights.h5`. */
  weights: string;
  /** Pictures that the head was trained on, and those that validated it. */
  images: { train: number; validation: number };
}

/**
 * Trains a classifier on a prepared dataset: extracts the features of both splits unless they are
 * up to date, trains the head, and writes the head's weights, the whole model, the history and a
 * manifest.
 *
 * @throws DatasetError, FeaturesError, KerasError, ClassifierError, FileError for bad input.
 */
export async function trainClassifier(options: TrainClassifierOptions): Promise<TrainedClassifier> {
  const started = performance.now();
  const { dataset, models, seed = 0, logger = silentLogger } = options;
  const { network: backbone } = await readKerasModel(options.backbone);
  const preprocessing = choosePreprocessing(backbone, options.preprocessing);
  const engine = await selectEngine({ name: options.engine, device: options.device, logger });

  const extraction = { ...options, backbone, preprocessing, engine, batchSize: undefined };
  await using train = await extractSplit({ ...extraction, split: 'train' });
  await using validation = await extractSplit({ ...extraction, split: 'validation' });

  const { classes } = train.record;
  const head = outlineHead({ ...options, inputShape: train.rowShape, classes });
  const model = join(models, `${dataset}_Transfer_Model.h5`);
  const fitted = await fitHead({
    ...options,
    head,
    initial: initialRows(head, createRandom(seed).fork('head')),
    train,
    validation,
    weights: join(models, `${dataset}_Transfer_Weights.h5`),
    seed,
    createTrainer: selectTrainer(options.engine),
    variant: options.engine === 'tensorflow' ? 'tensorflow' : 'kernels',
  });
  using best = await openKerasWeights(fitted.weights);
  const { rows } = best;
  await writeTransferModel(model, { backbone, head, preprocessing, classes }, { rows });
  await writeHistory(join(models, `${dataset}_History`), fitted.epochs, fitted.bestEpoch);
  await writeManifest(model, {
    command: 'train',
    seconds: (performance.now() - started) / 1000,
    seed,
    versions: { node: process.version, [engine.name]: engine.version, ...options.versions },
    options: plainOptions(options, preprocessing.mode),
    inputs: {
      [options.backbone]: await sha256File(options.backbone),
      [train.path]: await sha256File(train.path),
      [validation.path]: await sha256File(validation.path),
    },
  });
  const images = { train: train.length, validation: validation.length };
  return { ...fitted, model, images };
}

function plainOptions(options: TrainClassifierOptions, mode: string): Record<string, unknown> {
  const {
    dataset,
    dataRoot,
    models,
    backbone,
    epochs = 10,
    batchSize = 32,
    patience = 3,
  } = options;
  const { adam, preprocessing, hiddenUnits, dropout, l2, labelSmoothing, classWeights } = options;
  return {
    dataset,
    dataRoot,
    models,
    backbone,
    epochs,
    batchSize,
    patience,
    adam,
    ...{ hiddenUnits, dropout, l2, labelSmoothing, classWeights },
    preprocessing: { ...preprocessing, mode },
  };
}
