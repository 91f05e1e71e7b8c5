import { compareCodePoints, createRandom, type Random } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import type { LabelledImage } from '../labelled-image.js';
import { eachSplit, splitNames, type SplitName } from '../split-name.js';
import type { SplitMethod } from './split-method.js';
import type { Split, SplitTargets } from './split.js';
import { assignPersons } from './assign-persons.js';
import { checkShares, DEFAULT_RATIOS, splitSizes, type SplitRatios } from './split-sizes.js';

/** How to split. */
export interface SplitOptions {
  /** The same seed, pictures and options give the same split. */
  readonly seed: number;
  /** @default 'persons' */
  readonly method?: SplitMethod | undefined;
  /** @default { train: 0.6, validation: 0.2, test: 0.2 } */
  readonly ratios?: SplitRatios | undefined;
  /** What share of the pictures is used at all. @default 1 */
  readonly fraction?: number | undefined;
}

/**
 * Splits pictures at random, each class by itself (stratified). A class of n pictures is cut at
 * `int(n · share)`; where persons are kept together, sizes come as near to that as they can. No
 * picture is left over unless a fraction was asked for.
 *
 * @throws DatasetError `DATASET_TOO_SMALL` when a class would have no picture in a split,
 *   `DATASET_OPTIONS` when the method is `trees` and a tree is missing, or for shares
 *   that make no sense, or when the method is `given` and no split is.
 */
export function splitImages(images: readonly LabelledImage[], options: SplitOptions): Split {
  const { method = 'persons', ratios = DEFAULT_RATIOS, fraction = 1 } = options;
  checkShares(ratios, fraction);
  const random = createRandom(options.seed);
  const classes = groupByLabel(images);
  const split = splitters[method](classes, ratios, fraction, random);
  checkNoneEmpty(split, classes);
  return split;
}

type Classes = ReadonlyMap<string, readonly LabelledImage[]>;
type Splitter = (classes: Classes, ratios: SplitRatios, fraction: number, random: Random) => Split;

const splitters: Record<SplitMethod, Splitter> = {
  original: splitSingly,
  persons: (classes, ratios, fraction, random) =>
    assignPersons([...classes.values()].flat(), targetsOf(classes, ratios, fraction), random),
  trees: splitByTree,
  given: splitAsGiven,
};

function groupByLabel(images: readonly LabelledImage[]): Classes {
  const labels = [...new Set(images.map(({ label }) => label))].sort(compareCodePoints);
  return new Map(labels.map((name) => [name, images.filter(({ label }) => label === name)]));
}

function targetsOf(classes: Classes, ratios: SplitRatios, fraction: number): SplitTargets {
  return new Map(
    [...classes].map(([label, images]) => [label, splitSizes(images.length, ratios, fraction)]),
  );
}

/** Shuffles each class and cuts it: first train, then validation, then test. */
function splitSingly(
  classes: Classes,
  ratios: SplitRatios,
  fraction: number,
  random: Random,
): Split {
  const split: Record<SplitName, LabelledImage[]> = { train: [], validation: [], test: [] };
  for (const [label, images] of classes) {
    const shuffled = random.fork(label).shuffle(images);
    const sizes = splitSizes(images.length, ratios, fraction);
    let start = 0;
    for (const name of splitNames) {
      split[name].push(...shuffled.slice(start, start + sizes[name]));
      start += sizes[name];
    }
  }
  return split;
}

/** Splits `aligned` into train and validation, persons apart, in the proportion of their ratios. */
function splitByTree(
  classes: Classes,
  { train, validation }: SplitRatios,
  fraction: number,
  random: Random,
): Split {
  const images = [...classes.values()].flat();
  const aligned = groupByLabel(images.filter(({ tree }) => tree === 'aligned'));
  const valid = groupByLabel(images.filter(({ tree }) => tree === 'valid'));
  if (aligned.size === 0 || valid.size === 0) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      `the split by trees needs pictures in both aligned and valid, but ${aligned.size === 0 ? 'aligned' : 'valid'} has none; use another split`,
    );
  }
  const both = train + validation;
  const known = { train: train / both, validation: validation / both, test: 0 };
  const targets = targetsOf(aligned, known, fraction);
  const sides = assignPersons([...aligned.values()].flat(), targets, random.fork('aligned'));
  const whole = { train: 0, validation: 0, test: 1 };
  return { ...sides, test: splitSingly(valid, whole, fraction, random.fork('valid')).test };
}

/** Takes splits as they are; where validation or test is missing, it is cut from train. */
function splitAsGiven(
  classes: Classes,
  ratios: SplitRatios,
  fraction: number,
  random: Random,
): Split {
  const images = [...classes.values()].flat();
  const of = (name: SplitName): LabelledImage[] => images.filter(({ split }) => split === name);
  if (of('train').length === 0) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      'the collection is not split already, so that its split cannot be taken; use another split',
    );
  }
  const present = (name: SplitName): boolean => name !== 'train' && of(name).length > 0;
  const shares = eachSplit((name) => (present(name) ? 0 : ratios[name]));
  const sum = shares.train + shares.validation + shares.test;
  const cuts = eachSplit((name) => shares[name] / sum);
  const targets = targetsOf(groupByLabel(of('train')), cuts, fraction);
  const cut = assignPersons(of('train'), targets, random.fork('train'));
  const whole = { train: 1, validation: 0, test: 0 };
  return eachSplit((name) =>
    present(name)
      ? splitSingly(groupByLabel(of(name)), whole, fraction, random.fork(name)).train
      : cut[name],
  );
}

function checkNoneEmpty(split: Split, classes: Classes): void {
  for (const [label, images] of classes) {
    const empty = splitNames.find((name) => !split[name].some((image) => image.label === label));
    if (empty === undefined) continue;
    throw new DatasetError(
      'DATASET_TOO_SMALL',
      `no picture of ${label} is left for ${empty}: the class has ${images.length}; give more pictures of it or a larger fraction`,
    );
  }
}
