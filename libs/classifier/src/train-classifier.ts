import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRandom } from '@gender/core';
import {
  InputFiles,
  readManifest,
  sha256File,
  writeFileWhole,
  writeManifest,
} from '@gender/core/node';
import { listSplit, readFaceRule } from '@gender/dataset';
import { selectTrainer } from '@gender/engine';
import { NetworkBackbone, provenanceOf, readBackbone } from '@gender/features';
import { networkFiles } from '@gender/formats';
import { openKerasWeights, readKerasWeights } from '@gender/keras';
import { encodeNormalization, type FaceRule, type Network } from '@gender/network';
import { ClassifierError } from './classifier-error.js';
import { outlineHead } from './head/create-head.js';
import { checkClasses } from './training/check-classes.js';
import { fitHead, type FittedHead } from './training/fit-head.js';
import { measureValidation } from './runs/measure-validation.js';
import {
  eventsName,
  LEARNING_CURVES,
  RUN_RECORD,
  runFolder,
  writeRunRecord,
} from './runs/run-record.js';
import { trainingFingerprint } from './training/fingerprint.js';
import { readHistory, writeHistory } from './training/history.js';
import { hashesOf, outputNames, TrainingRun } from './training/training-run.js';
import { initialRows } from './head/initial-weights.js';
import {
  completeConfig,
  completeRun,
  type CompleteTrainingConfig,
  type TrainingConfig,
} from './training-config.js';
import {
  extractTrainingFeatures,
  type TrainingFeatures,
  type TrainingFeaturesOptions,
} from './training-features.js';
import type { EpochResult, StopReason } from './training/training-state.js';
import { writeOnnxTransferModel } from './model/onnx-transfer-model.js';
import { writeTransferModel } from './model/transfer-model.js';

/** What to train, on which features, and how. */
export interface TrainClassifierOptions extends TrainingFeaturesOptions, TrainingConfig {
  /** The folder where the model is written. */
  models: string;
  /** What the names of the model's files begin with; default: the dataset's name. */
  name?: string | undefined;
  /** The least seconds between two checkpoints; default 60. */
  checkpointSeconds?: number | undefined;
  /** Decides initial weights, order of pictures and dropout masks; default 0. */
  seed?: number | undefined;
  onEpoch?: ((result: EpochResult) => void) | undefined;
  /** Draws the learning curves as SVG for the run's folder; default: they are not drawn. */
  drawCurves?:
    ((history: Pick<TrainedClassifier, 'epochs' | 'bestEpoch'>) => Promise<string>) | undefined;
}

/** What training made. */
export interface TrainedClassifier {
  epochs: EpochResult[];
  bestEpoch: number;
  /** Why no other epoch was trained. */
  stopped: StopReason;
  /** Path of the whole model, `<dataset>_Transfer_Model.h5`; of a backbone that is run as it is `….onnx`. */
  model: string;
  /** Path of the head's weights, `<dataset>_Transfer_Weights.h5`. */
  weights: string;
  /**
   * The folder of the run, `<dataset>_Run`: options, history and validation figures in `run.json`; absent
   * where a version made the model that wrote none.
   */
  run?: string;
  /** What logits are to be divided by for calibrated probabilities; absent where validation cannot tell. */
  temperature?: number;
  /** Pictures that the head was trained on, and those that validated it. */
  images: { train: number; validation: number };
  /** Set where the same training had made all of it before, and nothing was trained. */
  upToDate?: true;
  /** The folder that an earlier model of another training under the same name was moved to. */
  kept?: string;
}

/**
 * Trains a classifier on a prepared dataset: extracts the features of both splits unless they are
 * up to date, trains the head, and writes the head's weights, the whole model, the history and a
 * manifest. A training that was interrupted goes on where it stopped, and one that was done before is
 * not done again. The files of another training under the same name are kept in a folder of theirs,
 * `<name>_Training.<fingerprint>`. Of several trainings at once each has such a folder to itself.
 *
 * Neither the backbone nor the head is in memory while the head is trained, but for the trainer's own.
 *
 * @throws DatasetError, FeaturesError, KerasError, ClassifierError, FileError for bad input.
 */
export async function trainClassifier(options: TrainClassifierOptions): Promise<TrainedClassifier> {
  const started = performance.now();
  const { dataset, models, name = dataset, logger, signal } = options;
  const config = completeConfig(options);
  const { seed } = completeRun(options);
  await checkDataset(options);
  await using features = await extractTrainingFeatures(options);
  const { train, validation } = features;
  const { classes } = train.record;
  const head = outlineHead({ ...config, inputShape: train.rowShape, classes });
  const faces = await readFaceRule(join(options.dataRoot, dataset));
  const variant = options.engine === 'tensorflow' ? 'tensorflow' : 'kernels';
  const fingerprint = trainingFingerprint({
    ...{ head, initialWeights: `Glorot-uniform by seed ${seed}`, train, validation },
    options: { ...config, seed, variant, calibrated: 'temperature', ...(faces && { faces }) },
  });
  const run = new TrainingRun({ models, name, fingerprint, logger, signal });
  const made = { ...options, ...config, name, head, seed, variant, fingerprint, faces };
  return await run.exclusively(async () => {
    const upToDate = await run.recall();
    if (!upToDate) await trainInto(run.folder, made, features, started);
    const kept = await run.publish();
    const model = join(models, modelName(name, features));
    const weights = join(models, `${name}_Transfer_Weights.h5`);
    if (upToDate) logger?.info(`${model} is up to date: the same training made it before`);
    if (kept !== undefined)
      logger?.info(`the earlier model of another training is kept in ${kept}`);
    const history = await readHistory(join(models, `${name}_History`));
    const stopped = history.epochs.length < config.epochs ? 'patience' : 'epochs';
    const images = { train: train.length, validation: validation.length };
    const record = join(models, runFolder(name), RUN_RECORD);
    const { results } = await readManifest(model);
    const temperature = results?.['temperature'];
    return {
      ...{ ...history, stopped, model, weights, images },
      ...(existsSync(record) && { run: dirname(record) }),
      ...(typeof temperature === 'number' && { temperature }),
      ...(upToDate && { upToDate }),
      ...(kept !== undefined && { kept }),
    };
  });
}

/** The options of a training, with all that follows from them. */
interface ResolvedTraining
  extends Omit<TrainClassifierOptions, keyof CompleteTrainingConfig>, CompleteTrainingConfig {
  name: string;
  head: Network;
  seed: number;
  variant: string;
  fingerprint: string;
  faces: FaceRule | undefined;
}

/** Trains the head, and writes all files of the training into a folder, its manifest last. */
async function trainInto(
  folder: string,
  training: ResolvedTraining,
  features: TrainingFeatures,
  started: number,
): Promise<void> {
  const { name, head, seed } = training;
  const model = join(folder, modelName(name, features));
  const fitted = await fitHead({
    ...training,
    ...{ train: features.train, validation: features.validation },
    initial: initialRows(head, createRandom(seed).fork('head')),
    weights: join(folder, `${name}_Transfer_Weights.h5`),
    events: join(folder, runFolder(name), eventsName(name)),
    createTrainer: selectTrainer(training.engine),
  });
  const { temperature } = fitted;
  const stores = features.stores.map(({ path }) => path);
  const inputs = await InputFiles.look([...(await networkFiles(training.backbone)), ...stores]);
  await writeWholeModel(
    model,
    { ...training, head: { ...head, temperature } },
    features,
    fitted.weights,
  );
  await writeHistory(join(folder, `${name}_History`), fitted.epochs, fitted.bestEpoch);
  await writeRun(folder, training, features, { fitted, started });
  await writeTrainingManifest(model, training, features, {
    started,
    inputs,
    results: { temperature },
  });
}

/** Writes the record of a training and its learning curves into the folder of its run. */
async function writeRun(
  folder: string,
  training: ResolvedTraining,
  features: TrainingFeatures,
  { fitted, started }: { fitted: FittedHead; started: number },
): Promise<void> {
  const { dataRoot, dataset, name, seed, fingerprint } = training;
  const { train, validation, versions, preprocessing } = features;
  const { epochs, bestEpoch, temperature } = fitted;
  const source = join(dataRoot, dataset);
  const split = join(source, 'split.json');
  const { backbone, features: layer, augment, precision = 'fp32', faces } = training;
  await writeRunRecord(join(folder, runFolder(name), RUN_RECORD), {
    ...{ format: 1, name, dataset, model: modelName(name, features), seed, fingerprint },
    createdAt: new Date().toISOString(),
    seconds: (performance.now() - started) / 1000,
    ...(existsSync(split) && { split: await sha256File(split) }),
    config: completeConfig(training),
    features: { backbone, layer, augment, precision, preprocessing: preprocessing.mode },
    rows: { ...provenanceOf(validation.record), ...(faces && { faces }) },
    images: { train: train.length, validation: validation.length },
    ...{ epochs, bestEpoch, temperature },
    validation: await measureValidation(source, validation, fitted.validation),
    versions: { node: process.version, ...versions, ...training.versions },
  });
  if (training.drawCurves === undefined) return;
  const drawing = await training.drawCurves({ epochs, bestEpoch });
  await writeFileWhole(join(folder, runFolder(name), LEARNING_CURVES), drawing);
}

/** Of a backbone that is run as it is, a model is an ONNX file. */
function modelName(name: string, { isOpaque }: TrainingFeatures): string {
  return `${name}_Transfer_Model.${isOpaque ? 'onnx' : 'h5'}`;
}

/** Looks at the dataset's folders, before hours are spent on its features. */
async function checkDataset({ dataRoot, dataset }: TrainClassifierOptions): Promise<void> {
  const folder = join(dataRoot, dataset);
  const train = await listSplit(join(folder, 'train'));
  const validation = await listSplit(join(folder, 'validation'));
  checkClasses(folder, { train, validation });
}

/** Puts backbone and trained head together, the head's weights from file to file. */
async function writeWholeModel(
  path: string,
  { backbone: backboneFile, features, head, engine, device, faces }: ResolvedTraining,
  { train, preprocessing, quantized }: TrainingFeatures,
  weights: string,
): Promise<void> {
  const backbone = await readBackbone(backboneFile, { features, engine, device });
  if (backbone.fingerprint !== train.record.backbone) {
    throw new ClassifierError(
      'CLASSIFIER_FEATURES',
      `${backboneFile} was changed while a head was trained on its features; train again`,
    );
  }
  const { classes } = train.record;
  if (!(backbone instanceof NetworkBackbone)) {
    const trained = { ...(await readKerasWeights(weights, head)), classes };
    await writeOnnxTransferModel(path, { backbone, head: trained, preprocessing, classes, faces });
    return;
  }
  using trained = await openKerasWeights(weights);
  const { quantization } = quantized ?? {};
  const { network } = backbone;
  const model = { backbone: network, head, preprocessing, classes, faces, quantization };
  await writeTransferModel(path, model, { rows: trained.rows });
}

async function writeTrainingManifest(
  model: string,
  { seed, fingerprint, faces, ...options }: ResolvedTraining,
  { versions, preprocessing }: TrainingFeatures,
  made: { started: number; inputs: InputFiles; results: Record<string, unknown> },
): Promise<void> {
  const { started, inputs, results } = made;
  const folder = dirname(model);
  const outputs = Object.fromEntries(await hashesOf(folder, outputNames(options.name)));
  await writeManifest(model, {
    command: 'train',
    seconds: (performance.now() - started) / 1000,
    seed,
    versions: { node: process.version, ...versions, ...options.versions },
    options: { ...plainOptions(options, preprocessing.mode), faces },
    ...{ inputs: await inputs.hashes(), fingerprint, outputs, results },
  });
}

/** The options that say what was done, as plain data. */
function plainOptions(options: TrainClassifierOptions, mode: string): Record<string, unknown> {
  const { dataset, dataRoot, models, backbone, features, augment, preprocessing } = options;
  const { precision = 'fp32', calibration, normalization } = options;
  return {
    ...{ dataset, dataRoot, models, backbone, features, augment, precision, calibration },
    ...completeConfig(options),
    ...(normalization && { normalization: encodeNormalization(normalization) }),
    preprocessing: { ...preprocessing, mode },
  };
}
