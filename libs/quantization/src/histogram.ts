/** Enough for 256 levels of several bins each, wherever the range is cut. */
const BINS = 4096;

/** Values of one sign, counted by their magnitude. */
export interface Side {
  /** Bin `i` counts magnitudes from `i · width` up to but not including `(i + 1) · width`. */
  readonly counts: Float64Array;
  /** A power of two, so that histograms of any order of the same values are equal. */
  readonly width: number;
  /** The largest magnitude; 0 where there is none. */
  readonly largest: number;
}

/** The values that an activation took: bounded memory for any number of them. */
export interface Histogram {
  readonly zeros: number;
  readonly positive: Side;
  readonly negative: Side;
}

/** Counts the values of an activation as they come. */
export class HistogramBuilder implements Histogram {
  readonly positive = new SideBuilder();
  readonly negative = new SideBuilder();
  zeros = 0;

  /** @throws RangeError for a value that is not finite. */
  add(values: Float32Array): void {
    for (const value of values) {
      if (value > 0) this.positive.add(value);
      else if (value < 0) this.negative.add(-value);
      else if (value === 0) this.zeros += 1;
      else throw new RangeError('a value is not a number');
    }
  }
}

class SideBuilder implements Side {
  readonly counts = new Float64Array(BINS);
  width = 2 ** -140;
  largest = 0;

  /** @param magnitude - above 0 */
  add(magnitude: number): void {
    if (magnitude > this.largest) this.#reach(magnitude);
    const bin = Math.floor(magnitude / this.width);
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
  }

  #reach(magnitude: number): void {
    if (magnitude === Infinity) throw new RangeError('a value is infinite');
    this.largest = magnitude;
    while (magnitude >= BINS * this.width) this.#double();
  }

  /** Joins neighbouring bins. */
  #double(): void {
    for (let bin = 0; bin < BINS / 2; bin += 1) {
      this.counts[bin] = (this.counts[2 * bin] ?? 0) + (this.counts[2 * bin + 1] ?? 0);
    }
    this.counts.fill(0, BINS / 2);
    this.width *= 2;
  }
}
