import { checkPredictions, type Predictions } from './predictions.js';

/** An image whose label is probably wrong; plain data. */
export interface SuspectedLabel {
  /** Its place, from 0. */
  readonly image: number;
  /** The class that it probably is. */
  readonly probably: number;
  /** The probability of the label that it has: the lower, the more it is to be looked at. */
  readonly confidence: number;
}

/**
 * Images whose labels are probably wrong, the least confident label first: confident learning
 * (Northcutt, Jiang & Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels"), the
 * images off the diagonal of the confident joint. An image is confidently of a class where this is at
 * least as probable as it is on average of the images labelled so; where several are, of the most probable.
 *
 * @param predictions - of images that the model was not trained on, otherwise it has learnt their labels
 * @throws MetricsError as `crossEntropy`.
 */
export function suspectedLabels(predictions: Predictions): SuspectedLabel[] {
  checkPredictions(predictions);
  const { labels, probabilities, classes } = predictions;
  const of = (image: number, index: number): number =>
    Number(probabilities[image * classes + index]);
  const images = Array.from({ length: labels.length }, (_, image) => image);
  const thresholds = Array.from({ length: classes }, (_, index) => {
    const own = images.filter((image) => labels[image] === index);
    return own.reduce((sum, image) => sum + of(image, index), 0) / own.length;
  });
  return images
    .flatMap((image): SuspectedLabel[] => {
      const label = Number(labels[image]);
      // A class without images has no threshold: NaN, which no probability reaches.
      const confident = thresholds
        .map((threshold, index) => ({ index, p: of(image, index), threshold }))
        .filter(({ p, threshold }) => p >= threshold)
        .toSorted((a, b) => b.p - a.p);
      const probably = confident[0]?.index ?? label;
      return probably === label ? [] : [{ image, probably, confidence: of(image, label) }];
    })
    .toSorted((a, b) => a.confidence - b.confidence);
}
