import { MetricsError } from './metrics-error.js';
import { checkSameLength } from './predictions.js';

/** How well one group of images was told apart. */
export interface GroupAccuracy {
  /** The name of the group. */
  readonly group: string;
  /** How many images belong to it. */
  readonly images: number;
  /** The part of them whose class was right, 0 … 1. */
  readonly accuracy: number;
}

/**
 * The part of the images whose predicted class is the true one, 0 … 1.
 *
 * @param labels - true classes, `(N,)`
 * @param predicted - predicted classes, `(N,)`
 * @throws MetricsError when there are no images or the lengths differ.
 */
export function accuracy(labels: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkSameLength(labels, predicted);
  if (labels.length === 0) {
    throw new MetricsError('METRICS_EMPTY', 'there are no images to measure; pass at least one');
  }
  let right = 0;
  for (let image = 0; image < labels.length; image += 1) {
    if (labels[image] === predicted[image]) right += 1;
  }
  return right / labels.length;
}

/**
 * The accuracy of each group of images, such as an age group, in the order in which the groups
 * first appear.
 *
 * @param groups - the group of each image, `(N,)`
 * @throws MetricsError when the lengths differ.
 */
export function accuracyByGroup(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  groups: readonly string[],
): GroupAccuracy[] {
  checkSameLength(labels, predicted);
  checkSameLength(labels, groups);
  const counts = new Map<string, { images: number; right: number }>();
  groups.forEach((group, image) => {
    const { images, right } = counts.get(group) ?? { images: 0, right: 0 };
    const hit = labels[image] === predicted[image] ? 1 : 0;
    counts.set(group, { images: images + 1, right: right + hit });
  });
  return [...counts].map(([group, { images, right }]) => ({
    group,
    images,
    accuracy: right / images,
  }));
}
