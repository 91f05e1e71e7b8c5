import { measurePair, type MeasureOptions, type Row } from './harness/measure-pair.js';
import type { Pair } from './harness/pair.js';
import { UsageError } from './options.js';
import { rowsMarkdown, rowsTable } from './report/rows-table.js';
import type { Report, SubjectOptions } from './report/report.js';
import { allPairs } from './rows/all-pairs.js';
import type { Workbench } from './workbench.js';

/** Our figures against baselines on the same machine. */
export function compare(bench: Workbench, options: SubjectOptions): Promise<Report> {
  return comparePairs(allPairs, bench, options);
}

/** Measures every pair, or those of the names asked for, one after another. */
export async function comparePairs(
  pairs: readonly Pair[],
  bench: Workbench,
  options: SubjectOptions & Pick<MeasureOptions, 'warmUp'>,
): Promise<Report> {
  const chosen = choose(pairs, options.only);
  const rows: Row[] = [];
  for (const pair of chosen) {
    const { name, baseline, unit } = pair;
    options.print(`${name} / ${baseline}`);
    const onRun = (run: number, ours: number, theirs: number): void => {
      const figures = `${ours.toPrecision(4)}, theirs ${theirs.toPrecision(4)} ${unit}`;
      options.print(`  ${run === 0 ? 'warm-up' : `${run} of ${options.runs}`}: ${figures}`);
    };
    rows.push(await measurePair(pair, bench, { ...options, onRun }));
  }
  return { rows, table: rowsTable(rows, chosen), markdown: rowsMarkdown(rows, chosen) };
}

function choose(pairs: readonly Pair[], only: readonly string[] | undefined): readonly Pair[] {
  if (only === undefined) return pairs;
  const names = [...new Set(pairs.map(({ name }) => name))];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--only: there is no row ${unknown}; expected some of ${names.join(',')}`);
  }
  return pairs.filter(({ name }) => only.includes(name));
}
