import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { writeFileWhole } from '@gender/core/node';
import { compare } from './compare.js';
import { measureGrowth } from './growth.js';
import { measureMemory } from './memory.js';
import { parseOptions } from './options.js';
import { putSection } from './report/put-section.js';
import { fullScale, quickScale } from './scale.js';
import { Workbench } from './workbench.js';

/** What the program touches of the world; tests pass their own. */
export interface BenchIo {
  /** Takes the tables. */
  readonly print: (line: string) => void;
  /** Takes lines about how far it is. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

const measure = { compare, memory: measureMemory, growth: measureGrowth };

/**
 * Measures what the command line asks for, prints a table and writes the files asked for.
 *
 * @throws UsageError when the command line is not understood.
 */
export async function run(args: readonly string[], io: BenchIo): Promise<void> {
  const options = parseOptions(args);
  const { subject, quick, json, markdown } = options;
  const scale = quick ? quickScale : fullScale;
  await using bench = await Workbench.open({ ...options, scale });
  const { signal, tell } = io;
  const report = await measure[subject](bench, {
    ...options,
    only: options.only,
    signal,
    print: tell,
  });
  const machine = describeMachine();
  io.print(`${report.table}\n${machine}`);
  if (json !== undefined) {
    await writeFileWhole(json, `${JSON.stringify(report.rows, null, 2)}\n`);
  }
  if (markdown !== undefined) {
    await putSection(markdown, `bench ${subject}`, `${report.markdown}\n\nMeasured on ${machine}.`);
  }
}

/** What the figures were measured on, in a line. */
function describeMachine(): string {
  const [processor] = cpus();
  const model = processor === undefined ? 'unknown processor' : processor.model.trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${availableParallelism()} cores, ${memory} GiB, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}`;
}
