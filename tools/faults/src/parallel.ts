// Runs every command twice at once: node tools/faults/dist/parallel.js --rounds 20 [--pair evaluate]
import { Console } from 'node:console';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '@gender/core';
import { PairRunner } from './pair-runner.js';
import { pairsWith } from './pairs.js';
import { serveWeights } from './start-folder.js';

/** The second run starts at most so many seconds after the first. */
const MOST_DELAY = 2;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    pair: { type: 'string', default: '' },
    seed: { type: 'string', default: '0' },
  },
});
const terminal = new Console(process.stdout, process.stderr);
const random = createRandom(Number(values.seed));
const parent = mkdtempSync(join(tmpdir(), 'gender-parallel-'));
const server = await serveWeights();
const table: Record<string, { rounds: number; wrong: number }> = {};
try {
  for (const pair of pairsWith(server.url).filter(({ name }) => name.startsWith(values.pair))) {
    const runner = await PairRunner.create(pair, parent);
    const row = { rounds: Number(values.rounds), wrong: 0 };
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
