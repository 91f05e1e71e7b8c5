// Reads damaged files and tells what became of them; the exit code is 1 where one did harm.
// npm run fuzz -- [--format h5] [--cases 50000] [--seed 1] [--first 0] [--processes 2]
import { Console } from 'node:console';
import { parseArgs } from 'node:util';
import { formatNames } from './formats.js';
import { runInChildren } from './run-in-children.js';

const { values } = parseArgs({
  options: {
    format: { type: 'string', multiple: true, default: [...formatNames] },
    cases: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    processes: { type: 'string', default: '2' },
  },
});

const terminal = new Console(process.stdout, process.stderr);
const unknown = values.format.find((name) => !formatNames.some((each) => each === name));
if (unknown !== undefined) {
  terminal.error(`there is no format ${unknown}, only ${formatNames.join(', ')}`);
  process.exit(2);
}

const table: Record<string, unknown> = {};
for (const format of formatNames.filter((name) => values.format.includes(name))) {
  const tally = await runInChildren({
    format,
    cases: Number(values.cases),
    seed: Number(values.seed),
    first: Number(values.first),
    processes: Number(values.processes),
  });
  for (const fault of tally.faults) terminal.error(`${format} ${fault}`);
  table[format] = tally.row();
  terminal.table({ [format]: table[format] });
  if (tally.faults.length > 0) process.exitCode = 1;
}
