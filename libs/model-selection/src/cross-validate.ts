import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  completeConfig,
  fitHead,
  initialRows,
  outlineHead,
  type CompleteTrainingConfig,
  type EpochResult,
  type TrainingConfig,
} from '@gender/classifier';
import { createRandom, required, zip } from '@gender/core';
import { sha256, withLock } from '@gender/core/node';
import { selectTrainer } from '@gender/engine';
import { scoreResults, type ResultRow, type Score } from '@gender/evaluation';
import { selectRows } from '@gender/features';
import { accuracy, crossEntropy, topClasses } from '@gender/metrics';
import { openCollection, type Collection, type CollectionOptions } from './collection.js';
import { readFoldRecord, writeFoldRecord, type FoldRecord } from './folds/fold-record.js';
import { countStraddling, planFolds, type Fold, type FoldPlan } from './folds/plan-folds.js';
import { writeFoldResults } from './folds/write-fold-results.js';

/** What to cross-validate, and how it is trained in each fold. */
export interface CrossValidateOptions extends CollectionOptions, TrainingConfig {
  /** How many folds; default: those of the collection itself where it has some, otherwise 5. */
  folds?: number | undefined;
  /** The folder of trainings that are under way, and of what the folds came to. */
  models: string;
  /** What the names of the files begin with; default: the dataset's name. */
  name?: string | undefined;
  /** Decides the folds, and in each fold what a training's seed decides; default 0. */
  seed?: number | undefined;
  /** Resamples of the bootstrap; default 2000. */
  resamples?: number | undefined;
  /** The least seconds between two checkpoints of a training; default 60. */
  checkpointSeconds?: number | undefined;
  /** Called for each fold in turn, also for those that an earlier run has done. */
  onFold?: ((result: FoldResult, folds: number) => void) | undefined;
}

/** How one fold came out; plain data. */
export interface FoldResult {
  /** `1`, `2` …, or what the collection calls it. */
  readonly fold: string;
  /** How many pictures were trained on, validated the epochs and were predicted. */
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  readonly epochs: readonly EpochResult[];
  readonly bestEpoch: number;
  /** Of the pictures that chose the best epoch. */
  readonly valAccuracy: number;
  /** Of the pictures that were predicted, which neither training nor the choice of the epoch has seen. */
  readonly accuracy: number;
  readonly crossEntropy: number;
  readonly seconds: number;
}

/** The mean of a figure over the folds and its standard deviation (n − 1); plain data. */
export interface FoldSpread {
  readonly mean: number;
  readonly deviation: number;
}

/** How a way of training did on every picture of a collection; plain data. */
export interface CrossValidation {
  readonly folds: readonly FoldResult[];
  readonly overFolds: { readonly accuracy: FoldSpread; readonly crossEntropy: FoldSpread };
  /** Of the predictions of all folds together, with intervals, by person where persons are known. */
  readonly pooled: Score;
  /** Whether the folds are those of the collection itself. */
  readonly givenFolds: boolean;
  /** How many persons are known, and of how many pictures it is not known who is shown. */
  readonly persons: { readonly known: number; readonly unknownImages: number };
  /** The results file with the prediction of every picture. */
  readonly results: string;
  /** The table of the pictures' folds and persons, by which the results can be grouped. */
  readonly groups: string;
}

/**
 * Cross-validates a way of training: every picture of a prepared dataset is predicted by a head that
 * was trained on other folds. Features are made once for all folds, which are lists of their rows. What each fold came to is
 * kept in the folder `<name>_CrossValidation.<fingerprint>`: a run that was interrupted goes on where it stopped, within
 * a fold too, and comes to the same figures. Of two such runs at once, one waits for the other.
 *
 * @throws DatasetError, FeaturesError, ClassifierError, FileError for bad input.
 */
export async function crossValidate(options: CrossValidateOptions): Promise<CrossValidation> {
  const { dataset, dataRoot, models, name = dataset, seed = 0, logger, signal } = options;
  const config = completeConfig(options);
  await using collection = await openCollection(options);
  const { pictures, store } = collection;
  const plan = planFolds(pictures, { folds: options.folds, seed });
  describePlan(plan, collection, options);
  const variant = options.engine === 'tensorflow' ? 'tensorflow' : 'kernels';
  const { record } = store;
  const fingerprint = sha256(JSON.stringify({ record, plan, config, seed, variant }));
  const folder = join(models, `${name}_CrossValidation.${fingerprint.slice(0, 8)}`);
  const run = { ...options, ...config, seed, variant, folder };
  const folds = await withLock(folder, { logger, signal }, async () => {
    const done: FoldRecord[] = [];
    for (const fold of plan.folds) {
      const finished = await finishFold(run, collection, fold);
      options.onFold?.(foldResult(collection, fold, finished), plan.folds.length);
      done.push(finished);
    }
    return zip(plan.folds, done);
  });
  const results = {
    classes: record.classes,
    rows: folds.flatMap(([fold, done]) => rowsOf(collection, fold, done)),
  };
  const files = await writeFoldResults({
    ...{ results, plan, collection, dataRoot, name, logger, signal },
    manifest: {
      ...{
        command: 'cross-validate',
        seed,
        versions: { node: process.version, ...options.versions },
      },
      seconds: folds.reduce((sum, [, { seconds }]) => sum + seconds, 0),
      options: {
        dataset,
        dataRoot,
        backbone: options.backbone,
        folds: plan.folds.length,
        ...config,
      },
      fingerprint,
    },
  });
  const table = folds.map(([fold, done]) => foldResult(collection, fold, done));
  const { resamples } = options;
  return {
    folds: table,
    overFolds: {
      accuracy: spreadOf(table.map((fold) => fold.accuracy)),
      crossEntropy: spreadOf(table.map((fold) => fold.crossEntropy)),
    },
    pooled: scoreResults(results, { facts: [collection.facts], resamples, seed, logger }),
    givenFolds: plan.given,
    persons: countPersons(collection),
    ...files,
  };
}

/** The options of a run, with all that follows from them. */
interface FoldRun
  extends
    Omit<CrossValidateOptions, keyof CompleteTrainingConfig | 'folds'>,
    CompleteTrainingConfig {
  seed: number;
  variant: string;
  /** Where what the folds come to is kept. */
  folder: string;
}

/** Trains and predicts a fold, unless that was done before. */
async function finishFold(
  { folder, ...run }: FoldRun,
  { store }: Collection,
  { name, train, validation, test }: Fold,
): Promise<FoldRecord> {
  const { classes } = store.record;
  // A collection may call its folds anything, `../1` too.
  const stem = join(folder, `fold-${encodeURIComponent(name)}`);
  const path = `${stem}.json`;
  const weights = `${stem}_Weights.h5`;
  const before = await readFoldRecord(path, test.length * classes.length);
  if (before !== undefined) {
    run.logger?.info(`fold ${name} is done: ${path}`);
    await rm(weights, { force: true }); // of a run that was killed once the record was written
    return before;
  }
  const started = performance.now();
  const head = outlineHead({ ...run, inputShape: store.rowShape, classes });
  const fitted = await fitHead({
    ...{ ...run, head, weights },
    train: selectRows(store, train),
    validation: selectRows(store, validation),
    test: selectRows(store, test),
    initial: initialRows(head, createRandom(run.seed).fork('head')),
    createTrainer: selectTrainer(run.engine),
  });
  const { probabilities } = required(fitted.test, 'the predictions of a fold');
  const record = {
    ...{ epochs: fitted.epochs, bestEpoch: fitted.bestEpoch },
    seconds: (performance.now() - started) / 1000,
    probabilities: [...probabilities],
  };
  await writeFoldRecord(path, record);
  await rm(weights, { force: true });
  return record;
}

function foldResult(collection: Collection, fold: Fold, done: FoldRecord): FoldResult {
  const { store } = collection;
  const { epochs, bestEpoch, probabilities, seconds } = done;
  const labels = fold.test.map((row) => required(store.record.images[row], 'a picture').label);
  const classes = store.record.classes.length;
  const { valAccuracy } = required(epochs[bestEpoch - 1], 'the best epoch of a fold');
  const { name, train, validation, test } = fold;
  return {
    fold: name,
    images: { train: train.length, validation: validation.length, test: test.length },
    ...{ epochs, bestEpoch, valAccuracy },
    accuracy: accuracy(labels, topClasses(probabilities, classes)),
    crossEntropy: crossEntropy({ labels, probabilities, classes }),
    seconds,
  };
}

function rowsOf(
  { store, pictures }: Collection,
  { test }: Fold,
  { probabilities }: FoldRecord,
): ResultRow[] {
  const classes = store.record.classes.length;
  return zip(test, topClasses(probabilities, classes)).map(([row, predicted], index) => ({
    file: required(pictures[row], 'a picture').path,
    label: required(store.record.images[row], 'a picture').label,
    predicted,
    probabilities: probabilities.slice(index * classes, (index + 1) * classes),
  }));
}

/** Why a picture is predicted by a head that knows its answer, for messages. */
const leaks = {
  person: "show persons who are also in another of the collection's own folds",
  copyOf: "are also in another of the collection's own folds, the same or nearly so",
} as const;

function describePlan(
  { folds, given }: FoldPlan,
  { pictures }: Collection,
  { logger, folds: wanted }: CrossValidateOptions,
): void {
  if (given) logger?.info(`the ${folds.length} folds are those of the collection itself`);
  for (const key of ['person', 'copyOf'] as const) {
    const leaked = countStraddling(pictures, folds, key);
    if (leaked === 0) continue;
    logger?.warn(
      `${leaked} of ${pictures.length} pictures ${leaks[key]}; the accuracy will be too high`,
    );
  }
  const partly = pictures.some(({ fold }) => fold !== undefined);
  if (!given && wanted === undefined && partly) {
    logger?.warn('not every picture has a fold of the collection itself: folds are made anew');
  }
}

function countPersons({ pictures }: Collection): CrossValidation['persons'] {
  const persons = pictures.flatMap(({ person }) => (person === undefined ? [] : [person]));
  return { known: new Set(persons).size, unknownImages: pictures.length - persons.length };
}

function spreadOf(values: readonly number[]): FoldSpread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
