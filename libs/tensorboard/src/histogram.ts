/** How values are distributed; plain data, as TensorBoard's `HistogramProto`. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  /** How many values there are. */
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** The upper limit of each bucket, rising; the lower one is that of the bucket before. */
  readonly limits: readonly number[];
  /** How many values each bucket holds. */
  readonly counts: readonly number[];
}

/** Bits of a float32 that are not looked at: a bucket is a sign, an exponent and three bits after the point. */
const DROPPED_BITS = 20;
const BUCKETS = 2 ** (32 - DROPPED_BITS);
const POSITIVE = BUCKETS / 2;

/**
 * Counts float32 values, some at a time, in buckets whose width is an eighth of the power of two below them:
 * one pass and no logarithm, so that the weights of a large layer take no longer than reading them. A value on
 * a limit counts with the bucket away from zero.
 */
export class HistogramCounter {
  readonly #counts = new Float64Array(BUCKETS);
  #min = Infinity;
  #max = -Infinity;
  #count = 0;
  #sum = 0;
  #sumOfSquares = 0;

  /** @param values - finite */
  add(values: Float32Array): void {
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? 0;
      const bucket = (bits[index] ?? 0) >>> DROPPED_BITS;
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
      if (value < this.#min) this.#min = value;
      if (value > this.#max) this.#max = value;
      this.#sum += value;
      this.#sumOfSquares += value * value;
    }
    this.#count += values.length;
  }

  /** What was counted so far; only limits around values are given. */
  histogram(): Histogram {
    const limits: number[] = [];
    const counts: number[] = [];
    for (const bucket of inOrder()) {
      const count = this.#counts[bucket] ?? 0;
      if (count === 0) continue;
      const [low, high] = limitsOf(bucket);
      if (limits.at(-1) !== low) {
        limits.push(low);
        counts.push(0);
      }
      limits.push(high);
      counts.push(count);
    }
    const [min, max] = [this.#min, this.#max];
    const sums = { count: this.#count, sum: this.#sum, sumOfSquares: this.#sumOfSquares };
    return { min, max, ...sums, limits, counts };
  }
}

/** The buckets by their values: the most negative first. */
function* inOrder(): Generator<number> {
  for (let bucket = BUCKETS - 1; bucket >= POSITIVE; bucket -= 1) yield bucket;
  for (let bucket = 0; bucket < POSITIVE; bucket += 1) yield bucket;
}

function limitsOf(bucket: number): readonly [low: number, high: number] {
  return bucket < POSITIVE
    ? [edge(bucket), edge(bucket + 1)]
    : [-edge(bucket - POSITIVE + 1), -edge(bucket - POSITIVE)];
}

/** The positive float32 whose first bits are these. */
function edge(bucket: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bucket << DROPPED_BITS);
  return view.getFloat32(0);
}
