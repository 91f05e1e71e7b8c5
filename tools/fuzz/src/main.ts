// Reads damaged files and tells what became of them; the exit code is 1 where one did harm.
// npm run fuzz -- [--format h5,mat] [--cases 50000] [--seed 1] [--first 0] [--processes 2]
import { Console } from 'node:console';
import {
  positiveInteger,
  nonNegativeInteger,
  commaSeparated,
  readFlags,
} from '@gender/testing/flags';
import * as z from 'zod';
import { formatNames } from './formats.js';
import { runInChildren } from './run-in-children.js';

const flags = readFlags({
  usage: 'npm run fuzz -- [--format h5,mat] [--cases 50000] [--seed 1] [--first 0] [--processes 2]',
  schema: z.object({
    format: commaSeparated.pipe(z.array(z.enum(formatNames))).default([...formatNames]),
    cases: positiveInteger.default(50_000),
    seed: nonNegativeInteger.default(1),
    first: nonNegativeInteger.default(0),
    processes: positiveInteger.default(2),
  }),
});

const terminal = new Console(process.stdout, process.stderr);
const table: Record<string, unknown> = {};
const { format: wanted, ...how } = flags;
for (const format of formatNames.filter((name) => wanted.includes(name))) {
  const tally = await runInChildren({ format, ...how });
  for (const fault of tally.faults) terminal.error(`${format} ${fault}`);
  table[format] = tally.row();
  terminal.table({ [format]: table[format] });
  if (tally.faults.length > 0) process.exitCode = 1;
}
