import { comparePairs } from './compare.js';
import type { Contest, Pair } from './harness/pair.js';
import type { Report, SubjectOptions } from './report/report.js';
import { quickScale } from './scale.js';
import { extractTask, trainTask, type RunTask } from './tasks.js';
import type { Workbench } from './workbench.js';

/** Peaks of equal work differ by 3 %. */
const RUNS = 3;

/** How many times the rows a flat process is given. */
const TIMES = 10;

/** Of extraction and training at full size, in MB of 10⁶ bytes. */
const EXTRACTION_LIMIT = 1000;
const TRAINING_LIMIT = 700;

/** Training at full size; extraction with a miniature of the network, which is small beside its rows. */
const memoryPairs: readonly Pair[] = [
  limited('memory-extract', EXTRACTION_LIMIT, (bench) =>
    peakOf(extractTask, bench, bench.scale.limitedPictures),
  ),
  limited('memory-train', TRAINING_LIMIT, (bench) =>
    peakOf(trainTask, bench, bench.scale.flatRows),
  ),
  flat('flat-train', trainTask, (bench) => bench),
  flat('flat-extract', extractTask, (bench) => bench.at(quickScale)),
];

/** Peak memory against its limit, and that of ten times the rows against once, each in a process of its own. */
export function measureMemory(bench: Workbench, options: SubjectOptions): Promise<Report> {
  return comparePairs(memoryPairs, bench, { ...options, runs: RUNS, warmUp: false });
}

function limited(name: string, limit: number, peak: (bench: Workbench) => Promise<number>): Pair {
  const sides = (bench: Workbench): Contest => ({
    ours: () => peak(bench),
    theirs: () => Promise.resolve(limit),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const prepare = (bench: Workbench): Promise<Contest> => Promise.resolve(sides(bench));
  return { name, baseline: 'limit', unit: 'MB', bar: '≤ 1', prepare };
}

function flat(name: string, task: RunTask, benchOf: (bench: Workbench) => Workbench): Pair {
  const sides = (bench: Workbench): Contest => ({
    ours: () => peakOf(task, benchOf(bench), TIMES * bench.scale.flatRows),
    theirs: () => peakOf(task, benchOf(bench), bench.scale.flatRows),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const prepare = (bench: Workbench): Promise<Contest> => Promise.resolve(sides(bench));
  return { name, baseline: `a ${TIMES}th of the rows`, unit: 'MB', bar: '≤ 1.05', prepare };
}

async function peakOf(task: RunTask, bench: Workbench, count: number): Promise<number> {
  return (await task(bench, count)).peakBytes / 1e6;
}
