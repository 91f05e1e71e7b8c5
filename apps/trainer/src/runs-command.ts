import { defineCommand, formatTable, modelsOption, UsageError } from '@gender/cli';
import { listRuns, type FoundRun } from '@gender/classifier';
import * as z from 'zod';

/** What runs are sorted by, and in which order. */
const orders = {
  name: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
  accuracy: (a, b) => b.validation.accuracy.value - a.validation.accuracy.value,
  'cross-entropy': (a, b) => (crossEntropyOf(a) ?? Infinity) - (crossEntropyOf(b) ?? Infinity),
  date: (a, b) => b.createdAt.localeCompare(a.createdAt),
} satisfies Record<string, (a: FoundRun, b: FoundRun) => number>;

/** `gender-train runs`. */
export const runsCommand = defineCommand({
  name: 'runs',
  summary: 'List the trainings in a folder of models, and how the named ones differ',
  examples: [
    ['--sort accuracy', 'every training, the best validation accuracy first'],
    ['Small Small_seed1', 'two of them, and the options in which they differ'],
  ],
  options: {
    runs: {
      schema: z.array(z.string()).default([]),
      description: 'names of models, as train --name gives them',
      fallback: 'all',
      positional: true,
    },
    sort: {
      schema: z.enum(Object.keys(orders) as [keyof typeof orders]).default('name'),
      description: 'what comes first: the highest accuracy, the lowest cross-entropy, the latest',
    },
    models: modelsOption,
  },
  run: async ({ runs: names, sort, models }, { logger }) => {
    const all = await listRuns(models, { logger });
    const missing = names.find((name) => all.every((run) => run.name !== name));
    if (missing !== undefined) {
      throw new UsageError(
        `there is no run ${missing} in ${models}; there are ${[...new Set(all.map(({ name }) => name))].join(', ') || 'none'}`,
      );
    }
    const chosen = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
    return { runs: chosen.toSorted(orders[sort]) };
  },
  print: ({ runs }, { runs: names, models }) => {
    if (runs.length === 0) return `there are no runs in ${models}`;
    const named = names.length > 0 && runs.length > 1;
    return [describeRuns(runs), ...(named ? ['', describeDifferences(runs)] : [])].join('\n');
  },
});

/** Absent where the record has none. */
function crossEntropyOf({ validation }: FoundRun): number | undefined {
  return validation.figures['crossEntropy']?.value;
}

function describeRuns(runs: readonly FoundRun[]): string {
  return formatTable(
    [
      'run',
      'dataset',
      'val. accuracy',
      'cross-entropy',
      'best epoch',
      'images',
      'seed',
      'when',
      'folder',
    ],
    runs.map((run) => {
      const { name, dataset, validation, bestEpoch, epochs, images, seed, createdAt, folder } = run;
      const { value, interval } = validation.accuracy;
      const bounds =
        interval === undefined ? '' : ` [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`;
      return [
        ...[name, dataset, `${value.toFixed(4)}${bounds}`, crossEntropyOf(run)?.toFixed(4) ?? '-'],
        ...[`${bestEpoch} of ${epochs.length}`, `${images.train} + ${images.validation}`],
        ...[seed, createdAt.slice(0, 16).replace('T', ' '), folder],
      ];
    }),
  );
}

/** Stands for what the record of a run does not say, which may differ or not. */
const UNRECORDED = 'not recorded';

/** The options in which runs are known to differ, a row for each. */
function describeDifferences(runs: readonly FoundRun[]): string {
  const ofRows = runs.flatMap((run) => Object.keys(rowOptionsOf(run)));
  const options = runs.map((run) => {
    const unrecorded = run.rows === undefined ? ofRows : [];
    return new Map([...unrecorded.map((name) => [name, UNRECORDED] as const), ...optionsOf(run)]);
  });
  const names = [...new Set(options.flatMap((each) => [...each.keys()]))];
  const differing = names.filter((name) => {
    const values = new Set(options.map((each) => each.get(name)));
    values.delete(UNRECORDED);
    return values.size > 1;
  });
  if (differing.length === 0) {
    return new Set(runs.map(({ fingerprint }) => fingerprint)).size === 1
      ? 'they do not differ'
      : 'they differ in something that is not recorded';
  }
  return formatTable(
    ['option', ...runs.map(({ name, kept }) => (kept === undefined ? name : `${name} (kept)`))],
    differing.map((name) => [name, ...options.map((each) => each.get(name) ?? '-')]),
  );
}

function optionsOf(run: FoundRun): [name: string, value: string][] {
  const { dataset, split, seed, config, features, versions } = run;
  const { adam, ...others } = config;
  const all = {
    ...{ dataset, split, seed, ...others, ...adam },
    ...{ ...features, ...rowOptionsOf(run), ...versions },
  };
  return Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, shown(value)]],
  );
}

/** What decides the rows of a run's features, but for the mode of the preprocessing, which `features` has. */
function rowOptionsOf({ rows }: FoundRun): Record<string, unknown> {
  if (rows === undefined) return {};
  const { backbone, preprocessing, ...others } = rows;
  const { mode: _, ...feeding } = preprocessing;
  return { 'backbone fingerprint': backbone, ...feeding, ...others };
}

/** A value as text, of a SHA-256 the first digits. */
function shown(value: unknown): string {
  return typeof value === 'string'
    ? value.replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1')
    : JSON.stringify(value);
}
