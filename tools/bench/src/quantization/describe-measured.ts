import { formatTable } from '@gender/cli';
import type { Measured } from './measure-seed.js';

/** Two tables: accuracy by variant and seed, and the cosine of each layer by variant, means over the seeds. */
export function describeMeasured(measured: readonly Measured[]): string {
  const variants = [...new Set(measured.map(({ variant }) => variant))].map((name) => ({
    name,
    runs: measured.filter(({ variant }) => variant === name),
  }));
  return `${accuracyTable(variants)}\n\n${cosineTable(variants)}`;
}

interface Runs {
  readonly name: string;
  /** One for each seed. */
  readonly runs: readonly Measured[];
}

function accuracyTable(variants: readonly Runs[]): string {
  const seeds = variants[0]?.runs.map(({ seed }) => `seed ${seed}`) ?? [];
  return formatTable(
    ['variant', ...seeds, 'mean', 'cross-entropy', 'test images'],
    variants.map(({ name, runs }) => [
      name,
      ...runs.map(({ accuracy }) => accuracy.toFixed(4)),
      mean(runs.map(({ accuracy }) => accuracy)).toFixed(4),
      mean(runs.map(({ crossEntropy }) => crossEntropy)).toFixed(4),
      String(runs[0]?.images ?? 0),
    ]),
  );
}

function cosineTable(variants: readonly Runs[]): string {
  const quantized = variants.filter(({ runs }) => Object.keys(runs[0]?.cosines ?? {}).length > 0);
  const layers = Object.keys(quantized[0]?.runs[0]?.cosines ?? {});
  return formatTable(
    ['layer', ...quantized.map(({ name }) => name)],
    layers.map((layer) => [
      layer,
      ...quantized.map(({ runs }) =>
        mean(runs.map(({ cosines }) => cosines[layer] ?? 0)).toFixed(5),
      ),
    ]),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
