// Runs cases in a process of its own, which may hang or end: see run-in-children.ts.
import { loadFormat, type FormatName } from './formats.js';
import { runCases, type CaseRange } from './run-cases.js';

/** What a child process is asked for. */
export interface Task extends CaseRange {
  readonly format: FormatName;
}

process.on('message', (task: Task) => void run(task));
process.send?.('ready');

async function run({ format, ...range }: Task): Promise<void> {
  for await (const report of runCases(format, await loadFormat(format), range)) {
    process.send?.(report);
    if (report.aborted) break;
  }
  process.disconnect();
}
