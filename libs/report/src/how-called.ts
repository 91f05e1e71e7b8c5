import { describeOperatingPoint } from '@gender/evaluation';
import { decimals } from './numbers.js';
import type { Report } from './report.js';

/** How probabilities and answers were made, in sentences, where they are not as usual. */
export function howCalled({
  temperature,
  operatingPoint,
}: Pick<Report, 'temperature' | 'operatingPoint'>): string[] {
  return [
    ...(temperature === undefined
      ? []
      : [`Probabilities are calibrated: logits divided by ${decimals(temperature)}.`]),
    ...(operatingPoint === undefined ? [] : [`${describeOperatingPoint(operatingPoint)}.`]),
  ];
}
