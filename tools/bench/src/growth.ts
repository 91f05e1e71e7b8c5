import { formatTable } from '@gender/cli';
import { markdownTable } from './report/markdown-table.js';
import type { Report, SubjectOptions } from './report/report.js';
import { quickScale } from './scale.js';
import { evaluateTask, extractTask, prepareTask, trainTask, type RunTask } from './tasks.js';
import type { Workbench } from './workbench.js';

/** What a task took for so many pictures. */
export interface GrowthRow {
  readonly name: string;
  readonly pictures: number;
  readonly seconds: number;
  /** Of the processor, on all threads. */
  readonly processorSeconds: number;
  /** Megabytes (10⁶ bytes) of the process, at most. */
  readonly peak: number;
}

const TIMES = [1, 4, 16];

/** Training with the full-size head; the others with a miniature of the network. */
const tasks: readonly (readonly [name: string, task: RunTask, full: boolean])[] = [
  ['prepare', prepareTask, false],
  ['extract', extractTask, false],
  ['train', trainTask, true],
  ['evaluate', evaluateTask, false],
];

/** Time and peak memory of each step for 1, 4 and 16 times as many pictures, each in a process of its own. */
export async function measureGrowth(
  bench: Workbench,
  { only, signal, print }: SubjectOptions,
): Promise<Report> {
  const rows: GrowthRow[] = [];
  for (const [name, task, full] of tasks) {
    if (only !== undefined && !only.includes(name)) continue;
    for (const times of TIMES) {
      signal.throwIfAborted();
      const pictures = times * bench.scale.growthBase;
      print(`${name}: ${pictures} pictures`);
      const { peakBytes, ...spent } = await task(full ? bench : bench.at(quickScale), pictures);
      rows.push({ name, pictures, ...spent, peak: peakBytes / 1e6 });
    }
  }
  return { rows, table: growthTable(rows), markdown: markdownTable(HEAD, rows.map(cellsOf)) };
}

/** Rows as a table for the terminal. */
export function growthTable(rows: readonly GrowthRow[]): string {
  return formatTable(HEAD, rows.map(cellsOf));
}

const HEAD = ['name', 'pictures', 'seconds', 'ms a picture', 'of the processor', 'peak MB'];

function cellsOf({ name, pictures, seconds, processorSeconds, peak }: GrowthRow): string[] {
  const each = [seconds, processorSeconds].map((time) => ((time * 1000) / pictures).toPrecision(3));
  return [name, String(pictures), seconds.toFixed(2), ...each, peak.toFixed(0)];
}
