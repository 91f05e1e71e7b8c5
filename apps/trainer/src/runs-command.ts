import { defineCommand, formatTable, modelsOption, UsageError } from '@gender/cli';
import { listRuns, type FoundRun } from '@gender/classifier';
import * as z from 'zod';

/** What runs are sorted by, and in which order. */
const orders = {
  name: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
  accuracy: (a, b) => b.validation.accuracy.value - a.validation.accuracy.value,
  'cross-entropy': (a, b) => crossEntropyOf(a) - crossEntropyOf(b),
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
    const differing = names.length === 0 ? undefined : describeDifferences(runs);
    return [describeRuns(runs), ...(differing === undefined ? [] : ['', differing])].join('\n');
  },
});

function crossEntropyOf({ validation }: FoundRun): number {
  return validation.figures['crossEntropy']?.value ?? Infinity;
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
        ...[name, dataset, `${value.toFixed(4)}${bounds}`, crossEntropyOf(run).toFixed(4)],
        ...[`${bestEpoch} of ${epochs.length}`, `${images.train} + ${images.validation}`],
        ...[seed, createdAt.slice(0, 16).replace('T', ' '), folder],
      ];
    }),
  );
}

/** The options in which runs differ, a row for each. */
function describeDifferences(runs: readonly FoundRun[]): string {
  const options = runs.map(optionsOf);
  const names = [...new Set(options.flatMap((each) => [...each.keys()]))];
  const differing = names.filter((name) => new Set(options.map((each) => each.get(name))).size > 1);
  if (differing.length === 0) return 'they do not differ in their options';
  return formatTable(
    ['option', ...runs.map(({ name, kept }) => (kept === undefined ? name : `${name} (kept)`))],
    differing.map((name) => [name, ...options.map((each) => each.get(name) ?? '-')]),
  );
}

function optionsOf({
  config,
  features,
  dataset,
  split,
  seed,
  versions,
}: FoundRun): Map<string, string> {
  const { adam, ...others } = config;
  const all = {
    dataset,
    split: split?.slice(0, 12),
    seed,
    ...others,
    ...adam,
    ...features,
    ...versions,
  };
  return new Map(
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  );
}
