import type { QuantizedRange } from '@gender/onnx';
import { entropyThreshold } from './entropy-threshold.js';
import type { Histogram, Side } from './histogram.js';

/** How the range of an activation follows from the values that it took. */
export const calibrationMethods = ['minmax', 'percentile', 'entropy'] as const;

/**
 * `minmax` covers all values, `percentile` all but the outermost 0.01 %, `entropy` cuts where least
 * information is lost.
 */
export type CalibrationMethod = (typeof calibrationMethods)[number];

/** The share of all values, zeros included, that `percentile` covers. */
const PERCENTILE = 0.9999;

/** The range that a method chooses for an activation. */
export function chooseRange(histogram: Histogram, method: CalibrationMethod): QuantizedRange {
  const { positive, negative } = histogram;
  const choose = (side: Side): number => chooseThreshold(histogram, side, method);
  return { min: 0 - choose(negative), max: choose(positive) };
}

function chooseThreshold(histogram: Histogram, side: Side, method: CalibrationMethod): number {
  switch (method) {
    case 'minmax':
      return side.largest;
    case 'percentile':
      return percentileThreshold(histogram, side);
    case 'entropy':
      // Two sides share the levels.
      return entropyThreshold(side, isTwoSided(histogram) ? 128 : 256);
  }
}

/** The magnitude that at most a share of 1 − `PERCENTILE` of all values exceed, the end of a bin. */
function percentileThreshold({ zeros, positive, negative }: Histogram, side: Side): number {
  let left = (1 - PERCENTILE) * (zeros + total(positive) + total(negative));
  for (let bin = side.counts.length - 1; bin >= 0; bin -= 1) {
    left -= side.counts[bin] ?? 0;
    if (left < 0) return Math.min((bin + 1) * side.width, side.largest);
  }
  return 0;
}

function isTwoSided({ positive, negative }: Histogram): boolean {
  return positive.largest > 0 && negative.largest > 0;
}

function total({ counts }: Side): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
