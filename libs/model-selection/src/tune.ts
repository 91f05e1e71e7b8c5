import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ClassifierError,
  completeConfig,
  extractTrainingFeatures,
  fitHeadUntil,
  initialRows,
  outlineHead,
  type CompleteTrainingConfig,
  type TrainingConfig,
  type TrainingFeatures,
  type TrainingFeaturesOptions,
} from '@gender/classifier';
import { createRandom, required, silentLogger, type Logger } from '@gender/core';
import { sha256, withLock, writeFileWhole } from '@gender/core/node';
import { selectTrainer } from '@gender/engine';
import { sampleConfig } from './search/sample-config.js';
import {
  compareResults,
  mayGoOn,
  nextJob,
  rungEpochs,
  type HalvingOptions,
  type Job,
} from './search/successive-halving.js';
import { readTrials, writeTrials, type TrialLine } from './search/trials-file.js';

/** Which training options to search for, from which to begin. */
export interface TuneOptions extends TrainingFeaturesOptions, TrainingConfig {
  /** The folder of trainings that are under way, and of what the trials came to. */
  models: string;
  /** What the names of the files begin with; default: the dataset's name. */
  name?: string | undefined;
  /** How many trials; the first has the options as they are given. Default 30. */
  trials?: number | undefined;
  /** Of so many trials one goes on with so many times the epochs, η; default 3. */
  reduction?: number | undefined;
  /** Decides what is drawn, and of every trial what a training's seed decides; default 0. */
  seed?: number | undefined;
  /** The least seconds between two checkpoints of a training; default 60. */
  checkpointSeconds?: number | undefined;
  /** Called when a trial has reached a rung, also in an earlier run. */
  onTrial?: ((reached: TrialLine) => void) | undefined;
}

/** What a search has found; plain data. */
export interface Tuning {
  /** What each trial reached at last, the best first: by the rung, then by validation accuracy; those that diverged last. */
  readonly trials: readonly TrialLine[];
  /** The best of the trials that were trained to the end. */
  readonly best: TrialLine;
  /** How far the options came as they were given. */
  readonly given: TrialLine;
  /** The pictures that validated. */
  readonly validationImages: number;
  /** Whole epochs of all trials together, also of those that diverged. */
  readonly epochs: number;
  /** The file of the options of the best trial, as a training takes them. */
  readonly config: string;
  /** The file with a line for each rung of each trial. */
  readonly file: string;
}

/**
 * Searches for training options: random ones, most of which are given up after few epochs (successive halving), by the
 * validation accuracy of the best epoch, of equals by the validation cross-entropy. The test split is not looked at. What each trial reached is kept in
 * `<name>_Search.<fingerprint>/trials.jsonl`: a search that was interrupted goes on, within a trial too, and comes to the same table; one
 * of more trials goes on from one of fewer. Of two such searches at once, one waits for the other.
 *
 * `trainClassifier` with the options of a trial and the same seed comes to the same validation accuracy.
 *
 * @throws DatasetError, FeaturesError, ClassifierError, FileError for bad input.
 * @throws ClassifierError (`CLASSIFIER_OPTIONS`) for no trials, (`CLASSIFIER_DIVERGED`) when every trial diverged.
 */
export async function tune(options: TuneOptions): Promise<Tuning> {
  const { dataset, models, name = dataset, trials = 30, reduction = 3, seed = 0 } = options;
  const { signal } = options;
  const base = completeConfig(options);
  checkCounts(trials, reduction);
  const rungs = rungEpochs(base.epochs, reduction);
  await using features = await extractTrainingFeatures(options);
  const variant = options.engine === 'tensorflow' ? 'tensorflow' : 'kernels';
  const records = [features.train.record, features.validation.record];
  const fingerprint = sha256(JSON.stringify({ records, base, seed, reduction, variant }));
  const folder = join(models, `${name}_Search.${fingerprint.slice(0, 8)}`);
  const logger = warnOnce(options.logger);
  const search = { ...options, logger, seed, variant, base, folder, rungs };
  const halving = { trials, reduction, rungs: rungs.length };
  const file = join(folder, 'trials.jsonl');
  const lines = await withLock(folder, { logger: options.logger, signal }, async () => {
    const known = await readTrials(file);
    for (const line of known) options.onTrial?.(line);
    await dropCheckpoints(folder, known, halving); // of a run that was killed before it could
    for (let job = nextJob(known, halving); job; job = nextJob(known, halving)) {
      const line = await runJob(search, features, job, known);
      known.push(line);
      await writeTrials(file, known);
      options.onTrial?.(line);
      await dropCheckpoints(folder, known, halving);
    }
    return known;
  });
  const summary = summarize(lines);
  const config = join(folder, 'best.json');
  await writeFileWhole(config, `${JSON.stringify(summary.best.config, null, 2)}\n`);
  return { ...summary, validationImages: features.validation.length, config, file };
}

/** A search with all that follows from its options. */
interface Search extends TuneOptions {
  seed: number;
  variant: string;
  base: CompleteTrainingConfig;
  folder: string;
  /** The epochs of each rung. */
  rungs: readonly number[];
}

async function runJob(
  { base, folder, rungs, ...options }: Search,
  { train, validation }: TrainingFeatures,
  { trial, rung }: Job,
  known: readonly TrialLine[],
): Promise<TrialLine> {
  const started = performance.now();
  const random = createRandom(options.seed);
  const config = trial === 0 ? base : sampleConfig(base, random.fork('search').fork(trial));
  const head = outlineHead({
    ...config,
    inputShape: train.rowShape,
    classes: train.record.classes,
  });
  const until = required(rungs[rung], 'the epochs of a rung');
  let { epochs } = known.findLast((line) => line.trial === trial) ?? { epochs: 0 };
  const reached = await fitHeadUntil(
    {
      ...{ ...options, ...config, head, train, validation },
      initial: initialRows(head, random.fork('head')),
      weights: trialWeights(folder, trial),
      createTrainer: selectTrainer(options.engine),
      onEpoch: ({ epoch }) => {
        epochs = epoch;
      },
    },
    until,
  ).catch((cause: unknown) => {
    if (cause instanceof ClassifierError && cause.code === 'CLASSIFIER_DIVERGED') return undefined;
    throw cause;
  });
  const seconds = (performance.now() - started) / 1000;
  if (reached === undefined) return { trial, rung, epochs, seconds, config };
  const { epoch: bestEpoch, valAccuracy, crossEntropy } = reached.best;
  const best = { bestEpoch, valAccuracy, crossEntropy };
  return { trial, rung, epochs: reached.epochs.length, ...best, seconds, config };
}

function trialWeights(folder: string, trial: number): string {
  return join(folder, `trial-${trial}.h5`);
}

/** Removes what is kept to go on of trials that will not. */
async function dropCheckpoints(
  folder: string,
  lines: readonly TrialLine[],
  halving: HalvingOptions,
): Promise<void> {
  for (const trial of new Set(lines.map((line) => line.trial))) {
    if (nextJob(lines, halving) && mayGoOn(trial, lines, halving)) continue;
    await rm(`${trialWeights(folder, trial)}.training`, { recursive: true, force: true });
  }
}

function summarize(
  lines: readonly TrialLine[],
): Omit<Tuning, 'validationImages' | 'config' | 'file'> {
  const last = new Map(lines.map((line) => [line.trial, line]));
  const trials = [...last.values()].sort(compareResults);
  const best = required(trials[0], 'the best trial');
  if (best.valAccuracy === undefined) {
    throw new ClassifierError(
      'CLASSIFIER_DIVERGED',
      'every trial has diverged; check the features, or begin with a lower learning rate',
    );
  }
  const epochs = trials.reduce((sum, line) => sum + line.epochs, 0);
  return { trials, best, given: required(last.get(0), 'the first trial'), epochs };
}

function checkCounts(trials: number, reduction: number): void {
  const wrong =
    !Number.isInteger(trials) || trials < 1
      ? `trials is ${trials}; expected 1 or more`
      : !Number.isInteger(reduction) || reduction < 2
        ? `reduction is ${reduction}; expected 2 or more`
        : undefined;
  if (wrong !== undefined) throw new ClassifierError('CLASSIFIER_OPTIONS', wrong);
}

/** Says each warning once, whatever the trials, and that one goes on as a detail. */
function warnOnce(logger: Logger = silentLogger): Logger {
  const said = new Set<string>();
  const warn = (line: string): void => {
    if (!said.has(line)) logger.warn(line);
    said.add(line);
  };
  return { debug: (line) => logger.debug(line), info: (line) => logger.debug(line), warn };
}
