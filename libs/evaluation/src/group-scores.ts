import { required } from '@gender/core';
import { differenceInterval, proportion, type Interval, type Proportion } from '@gender/metrics';
import { compareGroups } from './group-order.js';

/** Groups of fewer pictures are marked: their figures say little. */
export const fewPictures = 30;

/** How a labelled set does by one grouping; plain data. */
export interface Grouping {
  /** `age`, `class`, or the name of a column. */
  readonly by: string;
  readonly groups: readonly GroupScore[];
}

/** How well the classes of one group of pictures were told apart; plain data. */
export interface GroupScore {
  readonly group: string;
  readonly images: number;
  /** Whether it has fewer than 30 pictures. */
  readonly few: boolean;
  /** The part of its pictures that is right, 0 … 1. */
  readonly accuracy: number;
  readonly interval: Interval;
  /** Of each class that the group has, the part that was called another. */
  readonly errors: readonly ClassError[];
  /** What the group has more than all other pictures; absent where there are none. */
  readonly gap?: Gap;
}

/** The part of a class that was called another; plain data. */
export interface ClassError extends Proportion {
  readonly name: string;
}

/** What a group has more than the rest, below 0: less; plain data. */
export interface Gap {
  readonly accuracy: Difference;
  /** Of each class that both have. */
  readonly errors: readonly (Difference & { readonly name: string })[];
}

/** A difference with its interval (Newcombe's); plain data. */
export interface Difference {
  readonly difference: number;
  readonly interval: Interval;
}

/** The pictures of a labelled set, as groups look at them. */
export interface GroupedPictures {
  readonly classes: readonly string[];
  readonly labels: readonly number[];
  /** Whether each was called rightly. */
  readonly right: readonly boolean[];
  /** Of each, whose it is, an integer from 0; absent where that is not known. */
  readonly clusters?: readonly number[] | undefined;
  readonly confidence?: number | undefined;
}

/**
 * Scores each group of pictures, and how it differs from the rest.
 *
 * @param groups - of each picture the group that it belongs to, `(N,)`
 */
export function scoreGroups(
  by: string,
  groups: readonly string[],
  pictures: GroupedPictures,
): Grouping {
  const names = [...new Set(groups)].sort(compareGroups);
  const places = groups.map((_, picture) => picture);
  return {
    by,
    groups: names.map((group) => {
      const inside = rates(
        places.filter((picture) => groups[picture] === group),
        pictures,
      );
      const outside = rates(
        places.filter((picture) => groups[picture] !== group),
        pictures,
      );
      const { accuracy, errors } = inside;
      const { images, rate, interval } = required(accuracy, 'the accuracy of a group');
      return {
        ...{ group, images, few: images < fewPictures, accuracy: rate, interval, errors },
        ...(outside.accuracy && { gap: gapOf(inside, outside) }),
      };
    }),
  };
}

/** Accuracy and error rates of some pictures, where there are any. */
interface Rates {
  readonly accuracy: Proportion | undefined;
  readonly errors: readonly ClassError[];
}

function rates(places: readonly number[], pictures: GroupedPictures): Rates {
  const { classes, labels } = pictures;
  return {
    accuracy: partOf(places, pictures),
    errors: classes.flatMap((name, label) => {
      const error = partOf(
        places.filter((picture) => labels[picture] === label),
        pictures,
        false,
      );
      return error === undefined ? [] : [{ name, ...error }];
    }),
  };
}

/** The part of some pictures that is called right, or wrong; `undefined` where there are none. */
export function partOf(
  places: readonly number[],
  { right, clusters, confidence }: GroupedPictures,
  wanted = true,
): Proportion | undefined {
  if (places.length === 0) return undefined;
  return proportion(
    places.map((picture) => right[picture] === wanted),
    clusters && places.map((picture) => required(clusters[picture], 'the cluster of a picture')),
    confidence,
  );
}

function gapOf(inside: Rates, outside: Rates): Gap {
  const less = (a: Proportion, b: Proportion): Difference => ({
    difference: a.rate - b.rate,
    interval: differenceInterval(a, b),
  });
  return {
    accuracy: less(
      required(inside.accuracy, 'the accuracy of a group'),
      required(outside.accuracy, 'the accuracy of the rest'),
    ),
    errors: inside.errors.flatMap((error) => {
      const rest = outside.errors.find(({ name }) => name === error.name);
      return rest === undefined ? [] : [{ name: error.name, ...less(error, rest) }];
    }),
  };
}
