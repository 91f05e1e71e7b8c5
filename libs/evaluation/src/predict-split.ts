import { join } from 'node:path';
import {
  GenderError,
  required,
  silentProgress,
  zip,
  type Logger,
  type ProgressReporter,
} from '@gender/core';
import {
  openTransferModel,
  requireTemperature,
  servingQuantization,
  type FaceTreatment,
  type ModelMeaning,
  type PrecisionChoice,
  type OpenTransferModel,
} from '@gender/classifier';
import { InputFiles } from '@gender/core/node';
import type { SplitName } from '@gender/dataset';
import { selectEngine, type Engine, type EngineChoice } from '@gender/engine';
import { extractSplit, type BadPictureRule, type FeatureStore } from '@gender/features';
import { applyTemperature, topClasses } from '@gender/metrics';
import type { SkippedPicture } from './bad-pictures.js';
import { checkFaces } from './check-faces.js';
import { EvaluationError } from './evaluation-error.js';
import type { ResultRow, Results } from './results.js';
import { trainedPictures, trainingOf } from './training-of.js';

export interface PredictSplitOptions extends EngineChoice, PrecisionChoice, ModelMeaning {
  /** Path of a transfer model. */
  model: string;
  /** The folder of datasets and features. */
  dataRoot: string;
  /** The name of a prepared dataset. */
  dataset: string;
  /** Default `test`. */
  split?: SplitName | undefined;
  /** `none`: the pictures are faces as the model was trained on, whatever made them. @default compared */
  faces?: FaceTreatment | undefined;
  /** What a picture does that cannot be read or decoded; default `fail`. */
  onBad?: BadPictureRule | undefined;
  /** Probabilities are calibrated by the temperature in the model file; default: they stay as they are. */
  calibrated?: boolean | undefined;
  /** Read every picture, also those whose files have not changed since they were read. */
  verify?: boolean | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
}

/** What a model said about a split, and of what. */
export interface PredictedSplit extends Results {
  /** Path of the model. */
  readonly model: string;
  /** The SHA-256 of the file of the model that answered. */
  readonly modelSha256: string;
  readonly dataset: string;
  readonly split: SplitName;
  /** By which the probabilities were calibrated; absent where they were not. */
  readonly temperature?: number;
  /** Pictures that could not be read or decoded. */
  readonly skipped: readonly SkippedPicture[];
  /** The SHA-256 of the file of each row. */
  readonly hashes: readonly string[];
  /** How many of them the model was trained on; absent where that is not known. */
  readonly trainedOn?: number;
}

/** Rows of features that the head computes at once. */
const HEAD_BATCH = 128;

/**
 * Predicts every picture of a split with a transfer model, in Keras' order. Features are extracted
 * as the model file says pictures are fed to it, unless they are up to date.
 *
 * @throws FileError, KerasError, OnnxError, ClassifierError when the model cannot be read.
 * @throws DatasetError when the dataset has not been prepared; FeaturesError for broken pictures.
 * @throws ClassifierError (`CLASSIFIER_UNCALIBRATED`) when calibrated probabilities are asked of a
 *   model that has no temperature.
 * @throws EvaluationError (`RESULTS_CLASSES`) when the dataset has a class that the model does not know,
 *   (`RESULTS_FACES`) when it does not show faces as the model was trained on them.
 */
export async function predictSplit(options: PredictSplitOptions): Promise<PredictedSplit> {
  const { logger, split = 'test' } = options;
  const { classes: named, preprocessing: fed, logits } = options;
  const meaning = { classes: named, preprocessing: fed, logits };
  const inputs = await InputFiles.look([options.model]);
  const model = await openTransferModel(options.model, { ...meaning, logger });
  const { temperature } = model.head;
  const scale = options.calibrated ? requireTemperature(temperature, options.model) : undefined;
  await checkFaces(options, model.faces);
  const quantization = await servingQuantization(options.model, model.quantization, options);
  const engine = await selectEngine({ name: options.engine, device: options.device, logger });
  const { preprocessing, backbone } = model;
  const extraction = {
    ...options,
    ...{ split, backbone, inputs, preprocessing, engine, quantization },
    backboneFile: options.model,
  };
  await using store = await extractSplit(extraction);
  const labels = labelsAsModel(options, store, model);
  const { classes } = model;
  const found = await runHead(options, engine, store, model);
  const predicted = topClasses(found, classes.length);
  const probabilities =
    scale === undefined ? found : applyTemperature(found, classes.length, scale);
  const rows = zip(zip(store.record.images, labels), predicted).map(
    ([[{ file }, label], top], row): ResultRow => ({
      ...{ file, label, predicted: top },
      probabilities: probabilities.subarray(row * classes.length, (row + 1) * classes.length),
    }),
  );
  const { model: path, dataRoot, dataset } = options;
  const folder = join(dataRoot, dataset, split);
  const { skipped: leftOut = [] } = store.record;
  const skipped = leftOut.map(({ file, code, reason }): SkippedPicture => ({
    file: join(folder, file),
    code,
    reason,
  }));
  const modelSha256 = required((await inputs.hashes())[path], `the SHA-256 of ${path}`);
  const hashes = store.record.images.map(({ sha256 }) => sha256);
  const predictions: PredictedSplit = {
    ...{ classes, rows, skipped, model: path, modelSha256, dataset, split, hashes },
    ...(scale !== undefined && { temperature: scale }),
  };
  const trainedOn = await countTrained(predictions, options);
  if (trainedOn === undefined) return predictions;
  if (trainedOn > 0) {
    logger?.warn(
      `${trainedOn} of ${rows.length} pictures of ${dataset}, ${split}, are those that ${path} was trained on; figures of them say nothing of others`,
    );
  }
  return { ...predictions, trainedOn };
}

/** A record that cannot be read costs this count alone, and no predictions. */
async function countTrained(
  { model, modelSha256, hashes }: PredictedSplit,
  { dataRoot, logger }: PredictSplitOptions,
): Promise<number | undefined> {
  try {
    const training = await trainingOf(model, modelSha256);
    const trained = training && (await trainedPictures(training, dataRoot));
    return trained && hashes.filter((hash) => trained.has(hash)).length;
  } catch (error) {
    if (!(error instanceof GenderError)) throw error;
    logger?.warn(`it is not known on which pictures ${model} was trained: ${error.message}`);
    return undefined;
  }
}

/** The label of each row as an index into the classes of the model, matched by name. */
function labelsAsModel(
  options: PredictSplitOptions,
  store: FeatureStore,
  model: OpenTransferModel,
): number[] {
  const { classes, images } = store.record;
  const indices = classes.map((name) => model.classes.indexOf(name));
  const unknown = classes.filter((_, index) => indices[index] === -1);
  if (unknown.length > 0) {
    throw new EvaluationError(
      'RESULTS_CLASSES',
      `${options.model} tells ${model.classes.join(', ')} apart, but ${options.dataset} has ${unknown.join(', ')}; name its folders as the model names its classes`,
    );
  }
  return images.map(({ label }) => required(indices[label], `the class of label ${label}`));
}

async function runHead(
  { threads, signal, progress = silentProgress }: PredictSplitOptions,
  engine: Engine,
  store: FeatureStore,
  { head, classes }: OpenTransferModel,
): Promise<Float32Array> {
  const probabilities = new Float32Array(store.length * classes.length);
  const task = progress.start({ label: 'predicting', unit: 'images', total: store.length });
  try {
    await using network = await engine.loadNetwork(head, { threads });
    for (let start = 0; start < store.length; start += HEAD_BATCH) {
      signal?.throwIfAborted();
      const end = Math.min(start + HEAD_BATCH, store.length);
      const [output] = await network.run(await store.read(start, end));
      const { data } = required(output, 'the probabilities of the head');
      probabilities.set(data, start * classes.length);
      task.advance(end - start);
    }
  } finally {
    task.stop();
  }
  return probabilities;
}
