import { compareCodePoints, required } from '@gender/core';
import { ageBand, compareAgeBands } from '../age.js';
import { DatasetError } from '../dataset-error.js';
import type { LabelledImage } from '../labelled-image.js';
import { splitNames, type SplitName } from '../split-name.js';
import type { SplitTargets } from './split.js';
import { splitSizes, type SplitRatios } from './split-sizes.js';

/**
 * Of what every split has the same share: of each class, of each age band of each class (ten years, or the
 * interval that is known), or of all pictures only.
 */
export const stratifications = ['class', 'age', 'none'] as const;

/** One of them. */
export type Stratification = (typeof stratifications)[number];

/** What of a picture says to which stratum it belongs. */
type StratifiedImage = Pick<LabelledImage, 'label' | 'age' | 'ageRange'>;

const keys: Record<Stratification, (image: StratifiedImage) => string> = {
  class: ({ label }) => label,
  age: (image) => `${image.label} ${bandOf(image)}`,
  none: () => 'all',
};

function bandOf(image: StratifiedImage): string {
  return ageBand(image) ?? 'unknown';
}

/**
 * Names the stratum of a picture.
 *
 * @throws DatasetError `DATASET_OPTIONS` when ages are to be stratified and none is known.
 */
export function stratumBy(
  stratify: Stratification,
  images: readonly StratifiedImage[],
): (image: StratifiedImage) => string {
  if (stratify === 'age' && images.every((image) => ageBand(image) === undefined)) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      'no age of a picture is known, so that the split cannot be stratified by age; stratify by class',
    );
  }
  return keys[stratify];
}

/** Pictures by a key, in the order of the keys' code points. */
export function groupBy<T>(
  images: readonly T[],
  key: (image: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const image of images) {
    const name = key(image);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [image]);
    else group.push(image);
  }
  return new Map([...groups].sort(([a], [b]) => compareCodePoints(a, b)));
}

/**
 * How many pictures of each stratum each split should get. The sizes of classes are those of `splitSizes`,
 * however they are stratified; where it is by age, the sizes of a stratum differ from its share by less than two pictures.
 */
export function targetsOf(
  images: readonly StratifiedImage[],
  stratify: Stratification,
  ratios: SplitRatios,
  fraction: number,
): SplitTargets {
  const strata = groupBy(images, keys[stratify === 'age' ? 'class' : stratify]);
  return new Map(
    [...strata].flatMap(([name, members]) => {
      const sizes = splitSizes(members.length, ratios, fraction);
      return stratify === 'age' ? sharesOfBands(members, sizes) : [[name, sizes] as const];
    }),
  );
}

type Sizes = Record<SplitName, number>;

/**
 * Shares the places of a class out among its age bands: for picture after picture, by age, to the split that
 * is farthest behind its share so far, so that every split gets its size in the end.
 */
function sharesOfBands(
  images: readonly StratifiedImage[],
  sizes: Sizes,
): (readonly [stratum: string, sizes: Sizes])[] {
  const bands = [...groupBy(images, bandOf)].sort(([a], [b]) => compareAgeBands(a, b));
  const used = splitNames.reduce((sum, name) => sum + sizes[name], 0);
  const wanted = [...splitNames.map((name) => sizes[name]), images.length - used];
  const given = wanted.map(() => 0);
  let seen = 0;
  return bands.map(([band, members]) => {
    const before = [...given];
    for (const _ of members) {
      seen += 1;
      const behind = wanted.map((size, place) => (size * seen) / images.length - at(given, place));
      const place = behind.indexOf(Math.max(...behind));
      given[place] = at(given, place) + 1;
    }
    const [train, validation, test] = given.map((count, place) => count - at(before, place));
    const stratum = keys.age(required(members[0], `a picture of ${band}`));
    return [stratum, { train: sure(train), validation: sure(validation), test: sure(test) }];
  });
}

const at = (values: readonly number[], place: number): number => sure(values[place]);
const sure = (value: number | undefined): number => required(value, 'the size of a split');
