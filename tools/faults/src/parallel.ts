// Runs every command twice at once: node tools/faults/dist/parallel.js --rounds 20 [--pair evaluate]
import { Console } from 'node:console';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@gender/core';
import { positiveInteger, nonNegativeInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { PairRunner } from './pair-runner.js';
import { pairsWith } from './pairs.js';
import { serveWeights } from './start-folder.js';

/** The second run starts at most so many seconds after the first. */
const MOST_DELAY = 2;

const flags = readFlags({
  usage: 'npm run test:parallel -- [--rounds 20] [--pair NAME] [--seed 0]',
  schema: z.object({
    rounds: positiveInteger.default(20),
    pair: z.string().default(''),
    seed: nonNegativeInteger.default(0),
  }),
});
const terminal = new Console(process.stdout, process.stderr);
const random = createRandom(flags.seed);
const parent = mkdtempSync(join(tmpdir(), 'gender-parallel-'));
const server = await serveWeights();
const table: Record<string, { rounds: number; wrong: number }> = {};
try {
  for (const pair of pairsWith(server.url).filter(({ name }) => name.startsWith(flags.pair))) {
    const runner = await PairRunner.create(pair, parent);
    const row = { rounds: flags.rounds, wrong: 0 };
    for (let round = 0; round < row.rounds; round += 1) {
      const delay = (random.integer(1000) / 1000) * MOST_DELAY;
      const problems = await runner.round(delay);
      if (problems.length === 0) continue;
      row.wrong += 1;
      process.exitCode = 1;
      terminal.error(`${pair.name}, ${delay.toFixed(2)} s apart: ${problems.join('; ')}`);
    }
    table[pair.name] = row;
    terminal.error(`${pair.name}: ${row.wrong} of ${row.rounds} rounds wrong`);
    rmSync(runner.folder, { recursive: true, force: true });
  }
} finally {
  rmSync(parent, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
}
terminal.table(table);
