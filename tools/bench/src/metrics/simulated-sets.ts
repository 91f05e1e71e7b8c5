import type { Random } from '@gender/core';
import {
  figureNames,
  measureFigures,
  proportion,
  type Called,
  type FigureName,
  type Interval,
} from '@gender/metrics';

/** A population of test sets whose true figures are known. */
export interface Population {
  /** How many persons a test set shows. */
  readonly persons: number;
  /** How many pictures it shows of each; 1: pictures are independent. */
  readonly pictures: number;
  /** By what logits are multiplied for the probabilities that are stated; 1.8: they are right. */
  readonly certainty: number;
}

/** Test sets of 400 pictures, and one of 200; probabilities are twice too certain, or right. */
export const populations = {
  'single pictures': { persons: 400, pictures: 1, certainty: 3.6 },
  'persons of five': { persons: 80, pictures: 5, certainty: 3.6 },
  'forty persons of five': { persons: 40, pictures: 5, certainty: 3.6 },
  'persons of five, calibrated': { persons: 80, pictures: 5, certainty: 1.8 },
} satisfies Record<string, Population>;

interface TestSet extends Called {
  readonly clusters: Int32Array;
}

/**
 * Draws a test set: the logit of a picture is that of its class (±1.8), what all pictures of its
 * person share (σ = 1) and its own noise (σ = 1).
 */
export function drawTestSet({ persons, pictures, certainty }: Population, random: Random): TestSet {
  const images = persons * pictures;
  const labels = new Int32Array(images);
  const predicted = new Int32Array(images);
  const clusters = new Int32Array(images);
  const probabilities = new Float64Array(images * 2);
  for (let person = 0; person < persons; person += 1) {
    const label = random.integer(2);
    const shared = random.normal();
    for (let image = person * pictures; image < (person + 1) * pictures; image += 1) {
      const logit = (label === 1 ? 1.8 : -1.8) + shared + random.normal();
      const p = 1 / (1 + Math.exp(-certainty * logit));
      labels[image] = label;
      predicted[image] = Number(p > 0.5);
      clusters[image] = person;
      probabilities.set([1 - p, p], image * 2);
    }
  }
  return { labels, predicted, probabilities, classes: 2, clusters };
}

/** What is looked at: figures of the bootstrap, and proportions, whose intervals are Wilson's. */
export type Covered = FigureName | 'accuracy' | 'recall';

/** The figures of a test set, each with its interval. */
export function measureSet(
  { clusters, ...called }: TestSet,
  { resamples, seed, clustered }: { resamples: number; seed: number; clustered: boolean },
): Map<Covered, { value: number; interval: Interval | undefined }> {
  const known = clustered ? clusters : undefined;
  const { overall } = measureFigures(called, { resamples, seed, clusters: known });
  const rate = (images: readonly number[]): { value: number; interval: Interval } => {
    const hits = images.map((image) => called.labels[image] === called.predicted[image]);
    const ofImages = known && Int32Array.from(images, (image) => Number(known[image]));
    const { rate: value, interval } = proportion(hits, ofImages);
    return { value, interval };
  };
  const all = Array.from(called.labels as Int32Array, (_, image) => image);
  return new Map<Covered, { value: number; interval: Interval | undefined }>([
    ['accuracy', rate(all)],
    ['recall', rate(all.filter((image) => called.labels[image] === 1))],
    ...figureNames.flatMap((name) => {
      const figure = overall[name];
      return figure === undefined
        ? []
        : [[name, { value: figure.value, interval: figure.interval }] as const];
    }),
  ]);
}
