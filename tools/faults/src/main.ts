// Kills every stage and fills its disk: node tools/faults/dist/main.js --kills 200 [--stage merge]
import { Console } from 'node:console';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '@gender/core';
import { describeFullDisk, describeTrial, summarize } from './report.js';
import { StageRunner, type Trial } from './stage-runner.js';
import { stagesWith } from './stages.js';
import { serveWeights } from './start-folder.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    full: { type: 'boolean', default: false },
    stage: { type: 'string', default: '' },
    seed: { type: 'string', default: '0' },
  },
});
const terminal = new Console(process.stdout, process.stderr);
const random = createRandom(Number(values.seed));
const parent = mkdtempSync(join(tmpdir(), 'gender-faults-'));
const table: Record<string, unknown> = {};
const server = await serveWeights();
const stages = stagesWith(server.url);
try {
  for (const stage of stages.filter(({ name }) => name.startsWith(values.stage))) {
    const runner = await StageRunner.create(stage, parent);
    const trials = values.full ? await fillDisk(runner) : await killAll(runner);
    const row = summarize(trials);
    table[stage.name] = { 'writing calls': runner.writingCalls, ...row };
    if (row.failed + row.stayed + row.lost > 0) process.exitCode = 1;
    rmSync(runner.folder, { recursive: true, force: true });
  }
} finally {
  rmSync(parent, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
}
terminal.table(table);

async function killAll(runner: StageRunner): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let number = 0; number < Number(values.kills); number += 1) {
    trials.push(report(runner, await runner.kill(random)));
  }
  return trials;
}

/** At every writing call there is. */
async function fillDisk(runner: StageRunner): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let at = 1; at <= runner.writingCalls; at += 1) {
    const trial = report(runner, await runner.fillDisk(at));
    const problem = describeFullDisk(trial.disturbed);
    if (problem !== undefined) {
      process.exitCode = 1;
      terminal.error(`${runner.stage.name}, ${trial.fault}: ${problem}`);
    }
    trials.push(trial);
  }
  return trials;
}

function report({ stage }: StageRunner, trial: Trial): Trial {
  const problem = describeTrial(stage.name, trial);
  if (problem !== undefined) terminal.error(problem);
  return trial;
}
