import type { Side } from './histogram.js';

/** Bins between two thresholds that are tried. */
const STRIDE = 16;

/** Stands in for a probability of 0, which would make the divergence infinite. */
const SMALLEST_SHARE = 1e-9;

/**
 * The magnitude at which to cut values off, so that the distribution of the levels differs least
 * from that of the values, by Kullback–Leibler divergence (Migacz, 8-bit inference with TensorRT,
 * 2017). Exact zeros do not count: they are a level of their own.
 *
 * @param levels - of this side
 */
export function entropyThreshold({ counts, width, largest }: Side, levels: number): number {
  const used = Math.min(counts.length, Math.floor(largest / width) + 1);
  let best = { threshold: largest, divergence: Infinity };
  for (let end = levels; end < used + STRIDE; end += STRIDE) {
    const divergence = divergenceAt(counts, Math.min(end, used), levels);
    if (divergence < best.divergence) {
      best = { threshold: Math.min(end * width, largest), divergence };
    }
  }
  return best.threshold;
}

/** How far the levels of the first `end` bins are from all values, those beyond put into the last bin. */
function divergenceAt(counts: Float64Array, end: number, levels: number): number {
  const kept = counts.subarray(0, end);
  const clipped = sum(counts.subarray(end));
  const keptTotal = sum(kept);
  if (keptTotal === 0) return Infinity;
  let divergence = 0;
  for (let level = 0; level < levels; level += 1) {
    const first = Math.floor((level * end) / levels);
    const bins = kept.subarray(first, Math.floor(((level + 1) * end) / levels));
    // A level stands for all the bins in which there are values, with the same share each.
    const share = sum(bins) / bins.filter((count) => count > 0).length / keptTotal;
    bins.forEach((count, bin) => {
      const value = first + bin === end - 1 ? count + clipped : count;
      if (value === 0) return;
      const expected = value / (keptTotal + clipped);
      divergence += expected * Math.log(expected / Math.max(share || 0, SMALLEST_SHARE));
    });
  }
  return divergence;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
