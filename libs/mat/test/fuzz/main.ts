import { parseArgs } from 'node:util';
import { runFuzz } from './run-fuzz.js';

// Reads damaged MAT-files and tells what became of them; the exit code is 1 where one did harm.
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '2' },
  },
});

const result = await runFuzz({
  cases: Number(values.cases),
  seed: Number(values.seed),
  processes: Number(values.processes),
  onProgress: (done) => {
    if (done % 5000 === 0) process.stdout.write(`${done} cases\n`);
  },
});

const outcomes = [...result.outcomes].toSorted().map(([name, count]) => `${name} ${count}`);
process.stdout.write(`${outcomes.join(', ')}\n`);
process.stdout.write(
  `slowest ${result.slowestSeconds.toFixed(2)} s, largest growth ${Math.round(result.largestGrowth / 2 ** 20)} MB, HDF5 gave up ${result.aborts} times\n`,
);
for (const fault of result.faults) process.stdout.write(`${fault}\n`);
process.exitCode = result.faults.length > 0 ? 1 : 0;
