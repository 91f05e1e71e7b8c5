import { join } from 'node:path';
import {
  datasetNamePattern,
  silentLogger,
  unitOf,
  type Logger,
  type ProgressReporter,
} from '@gender/core';
import { sha256, withLock, writeManifest } from '@gender/core/node';
import type { FaceRule } from '@gender/network';
import { checkPictures, type BrokenPicture, type PictureCheck } from './check-pictures.js';
import { cutFaces, type FaceCutter } from './cut-faces.js';
import { DatasetError } from './dataset-error.js';
import { markDuplicates } from './duplicates/mark-duplicates.js';
import { Thumbnails } from './duplicates/thumbnails.js';
import { checkNoClassLost } from './find/check-labels.js';
import { findImages, type FindOptions, type FoundImages, type Layout } from './find/find-images.js';
import { checkContradictions } from './labels/check-contradictions.js';
import { proposeDrops } from './labels/corrections-file.js';
import type { LabelledImage } from './labelled-image.js';
import type { LeftOutFile } from './left-out.js';
import { eachSplit, type SplitName } from './split-name.js';
import { checkPersons, knowPersons, type PersonRule } from './persons/cluster-persons.js';
import { countPersons } from './persons/count-persons.js';
import { foldSplit } from './split/fold-split.js';
import { sharesCut, splitImages } from './split/split-images.js';
import type { SplitMethod } from './split/split-method.js';
import type { Split } from './split/split.js';
import { DEFAULT_RATIOS, defaultFraction, type SplitRatios } from './split/split-sizes.js';
import type { Stratification } from './split/strata.js';
import { labelsOf, planDataset } from './write/plan-dataset.js';
import {
  formatSplitManifest,
  SPLIT_MANIFEST,
  type PersonClustering,
  type Relabelling,
  type SplitManifest,
} from './write/split-manifest.js';
import { writeDataset } from './write/write-dataset.js';

/** What to prepare and how. */
export interface PrepareOptions extends FindOptions {
  /** A collection in one of the layouts: a folder, or a file that lists the pictures. */
  readonly source: string;
  /** The folder of all datasets. */
  readonly dataRoot: string;
  /** The dataset's name, and its folder's in `dataRoot`. */
  readonly dataset: string;
  readonly seed: number;
  /** @default 'given' for a collection that is split already, else 'persons' */
  readonly method?: SplitMethod | undefined;
  /** @default { train: 0.6, validation: 0.2, test: 0.2 } */
  readonly ratios?: SplitRatios | undefined;
  /** Of what every split, and every fold, has the same share. @default 'class' */
  readonly stratify?: Stratification | undefined;
  /** Into how many folds for cross-validation the pictures are put too. @default the collection's own, if any */
  readonly folds?: number | undefined;
  /** What share of the pictures is used. @default 0.1 for a name that ends in `_Small`, else 1 */
  readonly fraction?: number | undefined;
  /** Hard links instead of copies. @default false */
  readonly link?: boolean | undefined;
  /**
   * Reads and hashes a picture again when it is copied or compared, also where size and time of its file are as
   * they were when it was looked at. @default false
   */
  readonly verify?: boolean | undefined;
  /** @default 'decode' */
  readonly check?: PictureCheck | undefined;
  /** What share of the pictures may be broken or missing. @default 0.01 */
  readonly maxBroken?: number | undefined;
  /** The most pixels of a picture. @default 100 million */
  readonly maxPixels?: number | undefined;
  /** How it is known who is shown. @default 'auto' */
  readonly persons?: PersonRule | undefined;
  /** Cuts the faces out of photos; absent where pictures are taken as they are. */
  readonly faces?: FaceCutter | undefined;
  /** Files that the source was made of, such as an archive, with their SHA-256, to record in the manifest of the run. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** Versions to record in the manifest of the run. */
  readonly versions?: Readonly<Record<string, string>> | undefined;
  readonly progress?: ProgressReporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was prepared. */
export interface PreparedDataset {
  /** The dataset's folder. */
  readonly folder: string;
  readonly layout: Layout;
  /** How many pictures were found, broken ones included. */
  readonly found: number;
  /** How labels were changed, where that was asked for. */
  readonly relabelling?: Relabelling | undefined;
  /** How unknown people were told apart, where that was asked for. */
  readonly clustering?: PersonClustering | undefined;
  /** Pictures that were left out because they cannot be read. */
  readonly broken: readonly BrokenPicture[];
  /** Pictures that were left out because no face is in them. */
  readonly faceless: readonly string[];
  /** How many files of each kind were left out that are no pictures, or have no label. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Pipes, devices, links that lead nowhere, files of malformed names and the like. */
  readonly unusual: readonly LeftOutFile[];
  /** Whole pictures that no split has, because sizes round down or a fraction was asked for. */
  readonly unused: number;
  /** How many of the whole pictures are the same as an earlier one, or nearly so. */
  readonly duplicates: number;
  /** How many different persons are known among the pictures of all splits. */
  readonly persons: number;
  /** How many different persons were told apart by their faces among them. */
  readonly clusters: number;
  /** The number of pictures of each class in each split. */
  readonly counts: Readonly<Record<SplitName, Readonly<Record<string, number>>>>;
  readonly manifest: SplitManifest;
  /** False when the dataset was there already, just as it would be written. */
  readonly written: boolean;
}

/** So many broken pictures are named in a message; the result has them all. */
const NAMED_BROKEN = 100;

/** One picture in a hundred may be broken. */
const MAX_BROKEN = 0.01;

/** Folders beside the datasets that belong to other work. */
const RESERVED = ['features', 'results', 'unpacked'];

/**
 * Finds labelled pictures, leaves out broken ones, splits the rest and writes them as
 * `<data-root>/<dataset>/{train,validation,test}/<class>/<n>_Age<age>.jpg` with the manifest
 * `split.json`, whole or not at all, and how it was done as `<data-root>/<dataset>.manifest.json`.
 * Of two runs that write the same dataset, one waits for the other.
 *
 * @throws DatasetError when there is nothing to prepare, it cannot be split as asked, or the
 *   folder holds something else; FileError when something cannot be read or written.
 */
export async function prepareDataset(options: PrepareOptions): Promise<PreparedDataset> {
  const { source, dataset, seed, link, verify, progress, signal, logger = silentLogger } = options;
  const started = performance.now();
  const { ratios = DEFAULT_RATIOS, fraction = defaultFraction(dataset) } = options;
  checkName(dataset);

  const found = await findImages(source, options);
  const { layout, root, images, relabelling, leftOut } = found;
  const faces = cutBy(found, options);
  const isSplit = images.some(({ split }) => split !== undefined);
  const { method = isSplit ? 'given' : 'persons' } = options;
  logger.info(`found ${images.length} labelled pictures in ${source} (${layout})`);
  using thumbnails = new Thumbnails();
  const look = { ...options, thumbnails };
  const { good: whole, contents, broken } = await checkPictures(images, look);
  handleBroken(broken, images, options);
  const { images: good, pairs } = await markDuplicates(whole, contents, thumbnails, options);
  checkNoClassLost(source, images, good, 'unreadable');
  const folder = join(options.dataRoot, dataset);
  const propose = proposeDrops(`${folder}.corrections`, root, options.corrections);
  await checkContradictions(whole, contents, pairs, { source, method, logger, propose });
  const { persons: rule = 'auto' } = options;
  checkPersons(good, rule);
  const { cut: shown, faceless } = await cutFaces(good, options.faces, options);
  checkNoClassLost(source, good, shown, 'faceless');
  const { images: cut, clustering } = await knowPersons(shown, rule, { ...options, cut: faces });

  const { stratify = 'class', folds } = options;
  const shares = sharesCut(method, ratios, cut);
  const isStratified = shares !== undefined || fraction < 1 || folds !== undefined;
  const unfolded = splitImages(cut, { seed, method, ratios, fraction, stratify });
  const split = folds === undefined ? unfolded : foldSplit(unfolded, { folds, seed, stratify });
  warnLeaks(split, method, faces, logger);
  const classes = labelsOf(cut);
  const head = {
    ...{ format: 1 as const, dataset, seed, method, fraction },
    ...(shares && { ratios: shares }),
    ...(isStratified && stratify !== 'class' && { stratify }),
    ...(folds !== undefined && { folds }),
    ...(faces && { faces }),
    ...(relabelling && { relabelling }),
    ...(clustering && { clustering }),
    classes,
  };
  const plan = planDataset(split, root);
  const { known, clusters } = countPersons(plan.map(({ image }) => image));
  const { manifest, written } = await withLock(folder, options, async () => {
    const done = await writeDataset({ folder, plan, head, link, verify, progress, signal });
    const run = { method, seconds: secondsSince(started), manifest: done.manifest };
    await writePrepareManifest(folder, options, run);
    return done;
  });
  if (!written) logger.info(`${folder} is up to date`);

  return {
    folder,
    layout,
    found: images.length,
    ...(relabelling && { relabelling }),
    ...(clustering && { clustering }),
    broken,
    faceless,
    leftOut: leftOut.counts,
    unusual: leftOut.unusual,
    unused: cut.length - plan.length,
    ...{ persons: known.persons, clusters: clusters.persons },
    duplicates: pairs.length,
    counts: eachSplit((name) => countLabels(split[name])),
    manifest,
    written,
  };
}

/**
 * How the faces of a dataset are cut out, now or before.
 *
 * @throws DatasetError `DATASET_OPTIONS` when it would be done twice.
 */
function cutBy(
  { faces: before }: Pick<FoundImages, 'faces'>,
  { faces: cutter, source }: PrepareOptions,
): FaceRule | undefined {
  if (before === undefined || cutter === undefined) return before ?? cutter?.rule;
  throw new DatasetError(
    'DATASET_OPTIONS',
    `the pictures of ${source} are faces that were cut out of photos already; take them as they are, or cut the photos`,
  );
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

/** Says how a dataset was made, beside it. */
async function writePrepareManifest(
  folder: string,
  options: PrepareOptions,
  { method, seconds, manifest }: { method: SplitMethod; seconds: number; manifest: SplitManifest },
): Promise<void> {
  const { source, dataset, seed, fraction, layout, map, corrections } = options;
  const { stratify, folds, check, maxBroken, maxPixels, link } = options;
  const asked = {
    ...{ source, dataset, method, fraction, layout, map, corrections },
    ...{ stratify, folds, check, maxBroken, maxPixels, link, faces: options.faces?.rule },
  };
  const { sha256: hash } = manifest.relabelling?.corrections ?? {};
  const corrected = corrections !== undefined && hash !== undefined && { [corrections]: hash };
  await writeManifest(folder, {
    ...{
      command: 'prepare',
      seconds,
      seed,
      options: asked,
      inputs: { ...options.inputs, ...corrected },
    },
    versions: { node: process.version, ...options.versions },
    outputs: { [`${dataset}/${SPLIT_MANIFEST}`]: sha256(formatSplitManifest(manifest)) },
  });
}

function checkName(dataset: string): void {
  if (datasetNamePattern.test(dataset) && !RESERVED.includes(dataset)) return;
  throw new DatasetError(
    'DATASET_OPTIONS',
    `${JSON.stringify(dataset)} cannot name a dataset: the name is a folder's, does not begin with a dot, and is not ${RESERVED.join(' or ')}`,
  );
}

/** Names the broken pictures in one warning, or ends where they are more than allowed. */
function handleBroken(
  broken: readonly BrokenPicture[],
  images: readonly LabelledImage[],
  { source, maxBroken = MAX_BROKEN, logger = silentLogger }: PrepareOptions,
): void {
  if (broken.length === 0) return;
  const reasons = broken.slice(0, NAMED_BROKEN).map(({ reason }) => reason);
  const more = broken.length > NAMED_BROKEN ? `; and ${broken.length - NAMED_BROKEN} more` : '';
  const what = `${broken.length} of ${images.length} pictures in ${source} cannot be read`;
  if (broken.length > maxBroken * images.length) {
    throw new DatasetError(
      'DATASET_BROKEN',
      `${what}, more than the share of ${maxBroken} that may be left out; correct them or their list, or allow more: ${reasons.join('; ')}${more}`,
    );
  }
  const unit = unitOf(broken.length, 'broken pictures');
  logger.warn(`left out ${broken.length} ${unit}: ${reasons.join('; ')}${more}`);
}

type Key = 'person' | 'copyOf';

function keysOf(images: readonly LabelledImage[], key: Key): Set<string> {
  const values = images.map((image) => image[key]);
  return new Set(values.filter((value) => value !== undefined));
}

/** What leads to the same answer as in training, for messages. */
const leaks: Record<Key | 'photo', string> = {
  person: 'show persons who are also trained on',
  copyOf: 'are also trained on, the same or nearly so',
  photo: 'are faces of photos that are also trained on, or of copies of them',
};

/** What rests on pictures that were not trained on. */
const resting = {
  test: 'the test accuracy will be too high',
  validation: 'the validation accuracy will be too high, by which the best epoch is chosen',
};

function warnLeaks(
  split: Split,
  method: SplitMethod,
  faces: FaceRule | undefined,
  logger: Logger,
): void {
  for (const name of ['test', 'validation'] as const) {
    for (const key of ['person', 'copyOf'] as const) {
      const trained = keysOf(split.train, key);
      const leaked = split[name].filter((image) => {
        const value = image[key];
        return value !== undefined && trained.has(value);
      });
      if (leaked.length === 0) continue;
      const how = leaks[key === 'copyOf' && faces?.which === 'all' ? 'photo' : key];
      logger.warn(
        `${leaked.length} of ${split[name].length} ${name} pictures ${how} (split ${method}); ${resting[name]}`,
      );
    }
  }
}

function countLabels(images: readonly LabelledImage[]): Record<string, number> {
  return Object.fromEntries(
    labelsOf(images).map((name) => [name, images.filter(({ label }) => label === name).length]),
  );
}
