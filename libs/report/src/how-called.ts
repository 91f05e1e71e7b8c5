import { describeOperatingPoint, type Answered } from '@gender/evaluation';
import { decimals, percent, span } from './numbers.js';
import type { Report } from './report.js';

/** How probabilities and answers were made, and which were asked for, in sentences, where that is not as usual. */
export function howCalled({
  temperature,
  operatingPoint,
  score: { answered, images },
}: Pick<Report, 'temperature' | 'operatingPoint' | 'score'>): string[] {
  return [
    ...(temperature === undefined
      ? []
      : [`Probabilities are calibrated: logits divided by ${decimals(temperature)}.`]),
    ...(operatingPoint === undefined ? [] : [`${describeOperatingPoint(operatingPoint)}.`]),
    ...(answered === undefined ? [] : [describeAnswered(answered, images)]),
  ];
}

function describeAnswered(
  { minConfidence, images: answers, coverage, accuracy, interval }: Answered,
  images: number,
): string {
  const right =
    accuracy === undefined
      ? ''
      : `; of these ${percent(accuracy)} are right (95 %: ${span(interval, percent)})`;
  return `${answers} of ${images} answers (${percent(coverage)}) have a confidence of at least ${minConfidence}${right}.`;
}
