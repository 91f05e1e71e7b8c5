import { createRandom, required, type Random } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import type { LabelledImage } from '../labelled-image.js';
import { eachSplit, splitNames, type SplitName } from '../split-name.js';
import type { SplitMethod } from './split-method.js';
import type { Split, SplitTargets } from './split.js';
import { assignPersons } from './assign-persons.js';
import { checkShares, DEFAULT_RATIOS, roundShare, type SplitRatios } from './split-sizes.js';
import { groupBy, stratumBy, targetsOf, type Stratification } from './strata.js';

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
  /** Of what every split has the same share. @default 'class' */
  readonly stratify?: Stratification | undefined;
}

/**
 * Splits pictures at random, each class by itself (stratified), unless asked for otherwise. A class of n pictures is cut at
 * `int(n · share)`; where persons are kept together, sizes come as near to that as they can. No
 * picture is left over unless a fraction was asked for.
 *
 * @throws DatasetError `DATASET_TOO_SMALL` when a class would have no picture in a split,
 *   `DATASET_OPTIONS` when the method is `trees` and a tree is missing, or for shares
 *   that make no sense, when the method is `given` and no split is, or when no age is known that is to be
 *   stratified.
 */
export function splitImages(images: readonly LabelledImage[], options: SplitOptions): Split {
  const { method = 'persons', ratios = DEFAULT_RATIOS, fraction = 1, stratify = 'class' } = options;
  checkShares(ratios, fraction);
  const strata: Strata = {
    stratum: stratumBy(stratify, images),
    sizesOf: (some, shares) => targetsOf(some, stratify, shares, fraction),
  };
  const classes = groupBy(images, ({ label }) => label);
  const split = splitters[method](
    [...classes.values()].flat(),
    sharesCut(method, ratios, images) ?? { train: 1, validation: 0, test: 0 },
    strata,
    createRandom(options.seed),
  );
  checkNoneEmpty(split, classes, fraction);
  return split;
}

/** The splits that a method takes as they are, and does not cut. */
const taken: Record<SplitMethod, (images: Images) => SplitName[]> = {
  original: () => [],
  persons: () => [],
  trees: () => ['test'],
  given: (images) =>
    splitNames.filter((name) => name !== 'train' && images.some(({ split }) => split === name)),
};

/**
 * The shares at which a method cuts pictures: those that are asked for, or, where it takes a split as it is, 0 for
 * that and for the others their proportion.
 *
 * @returns nothing where it cuts no pictures, as every split is taken as it is
 */
export function sharesCut(
  method: SplitMethod,
  ratios: SplitRatios,
  images: readonly LabelledImage[],
): SplitRatios | undefined {
  const whole = taken[method](images);
  if (whole.length === 0 && method !== 'given') return ratios;
  const shares = eachSplit((name) => (whole.includes(name) ? 0 : ratios[name]));
  const sum = shares.train + shares.validation + shares.test;
  return sum === shares.train ? undefined : eachSplit((name) => roundShare(shares[name] / sum));
}

type Images = readonly LabelledImage[];

/** To which stratum a picture belongs, and what each split should get of each. */
interface Strata {
  readonly stratum: (image: LabelledImage) => string;
  readonly sizesOf: (images: Images, ratios: SplitRatios) => SplitTargets;
}

/**
 * @param images - class after class
 * @param shares - as of `sharesCut`, all of them train's where nothing is cut
 */
type Splitter = (images: Images, shares: SplitRatios, strata: Strata, random: Random) => Split;

const splitters: Record<SplitMethod, Splitter> = {
  original: splitSingly,
  persons: splitTogether,
  trees: splitByTree,
  given: splitAsGiven,
};

/** Persons and copies on one side. */
function splitTogether(images: Images, shares: SplitRatios, strata: Strata, random: Random): Split {
  return assignPersons(images, strata.sizesOf(images, shares), random, strata.stratum);
}

/** Shuffles each stratum and cuts it: first train, then validation, then test. */
function splitSingly(images: Images, shares: SplitRatios, strata: Strata, random: Random): Split {
  const targets = strata.sizesOf(images, shares);
  const split: Record<SplitName, LabelledImage[]> = { train: [], validation: [], test: [] };
  for (const [stratum, members] of groupBy(images, strata.stratum)) {
    const shuffled = random.fork(stratum).shuffle(members);
    const sizes = required(targets.get(stratum), `the sizes of ${stratum}`);
    let start = 0;
    for (const name of splitNames) {
      split[name].push(...shuffled.slice(start, start + sizes[name]));
      start += sizes[name];
    }
  }
  return split;
}

/** Splits `aligned` into train and validation, persons apart, in the proportion of their ratios. */
function splitByTree(images: Images, shares: SplitRatios, strata: Strata, random: Random): Split {
  const aligned = images.filter(({ tree }) => tree === 'aligned');
  const valid = images.filter(({ tree }) => tree === 'valid');
  if (aligned.length === 0 || valid.length === 0) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      `the split by trees needs pictures in both aligned and valid, but ${aligned.length === 0 ? 'aligned' : 'valid'} has none; use another split`,
    );
  }
  const sides = splitTogether(aligned, shares, strata, random.fork('aligned'));
  const whole = { train: 0, validation: 0, test: 1 };
  return { ...sides, test: splitSingly(valid, whole, strata, random.fork('valid')).test };
}

/** Takes splits as they are; where validation or test is missing, it is cut from train. */
function splitAsGiven(images: Images, shares: SplitRatios, strata: Strata, random: Random): Split {
  const of = (name: SplitName): LabelledImage[] => images.filter(({ split }) => split === name);
  if (of('train').length === 0) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      'the collection is not split already, so that its split cannot be taken; use another split',
    );
  }
  const cut = splitTogether(of('train'), shares, strata, random.fork('train'));
  const whole = { train: 1, validation: 0, test: 0 };
  return eachSplit((name) =>
    shares[name] > 0 ? cut[name] : splitSingly(of(name), whole, strata, random.fork(name)).train,
  );
}

function checkNoneEmpty(
  split: Split,
  classes: ReadonlyMap<string, Images>,
  fraction: number,
): void {
  for (const [label, images] of classes) {
    const empty = splitNames.find((name) => !split[name].some((image) => image.label === label));
    if (empty === undefined) continue;
    throw new DatasetError(
      'DATASET_TOO_SMALL',
      `no picture of ${label} is left for ${empty}: the class has ${images.length}, some of which may belong together; give more pictures of it${fraction < 1 ? ' or a larger fraction' : ''}`,
    );
  }
}
