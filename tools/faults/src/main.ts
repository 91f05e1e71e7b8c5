// Kills every stage and fills its disk: npm run test:faults -- [--kills 200] [--beside] [--full] [--disks 12] [--stage merge]
import { Console } from 'node:console';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@gender/core';
import { positiveInteger, nonNegativeInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { describeFullDisk, describeTrial, summarize } from './report.js';
import { StageRunner, type Trial } from './stage-runner.js';
import { stagesWith } from './stages.js';
import { serveWeights } from './start-folder.js';

const flags = readFlags({
  usage:
    'npm run test:faults -- [--kills 200] [--beside] [--full] [--disks N] [--stage NAME] [--seed 0]',
  switches: ['beside', 'full'],
  schema: z.object({
    kills: positiveInteger.default(200),
    beside: z.boolean().default(false),
    full: z.boolean().default(false),
    disks: positiveInteger.optional(),
    stage: z.string().default(''),
    seed: nonNegativeInteger.default(0),
  }),
});
const terminal = new Console(process.stdout, process.stderr);
const random = createRandom(flags.seed);
const parent = mkdtempSync(join(tmpdir(), 'gender-faults-'));
const table: Record<string, unknown> = {};
const server = await serveWeights();
const stages = stagesWith(server.url);
try {
  for (const stage of stages.filter(({ name }) => name.startsWith(flags.stage))) {
    const runner = await StageRunner.create(stage, parent);
    const trials = await runTrials(runner);
    const row = summarize(trials);
    table[stage.name] = { 'writing calls': runner.writingCalls, ...row };
    terminal.error(`${stage.name}: ${trials.length} trials`);
    if (row.failed + row.stayed + row.lost > 0) process.exitCode = 1;
    rmSync(runner.folder, { recursive: true, force: true });
  }
} finally {
  rmSync(parent, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
}
terminal.table(table);

function runTrials(runner: StageRunner): Promise<Trial[]> {
  if (flags.full) return fillDisk(runner);
  return flags.disks === undefined ? killAll(runner) : fillSmallDisks(runner, flags.disks);
}

async function killAll(runner: StageRunner): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let number = 0; number < flags.kills; number += 1) {
    trials.push(
      report(runner, await (flags.beside ? runner.killOwner(random) : runner.kill(random))),
    );
  }
  return trials;
}

/** At every writing call there is. */
async function fillDisk(runner: StageRunner): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let at = 1; at <= runner.writingCalls; at += 1) {
    trials.push(reportFull(runner, await runner.fillDisk(at)));
  }
  return trials;
}

/** On real disks, from one without room to one with twice the room that is needed. */
async function fillSmallDisks(runner: StageRunner, count: number): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let number = 0; number < count; number += 1) {
    trials.push(reportFull(runner, await runner.fillSmallDisk(number / count)));
  }
  return trials;
}

function reportFull(runner: StageRunner, trial: Trial): Trial {
  const problem = describeFullDisk(trial.disturbed);
  if (problem !== undefined) {
    process.exitCode = 1;
    terminal.error(`${runner.stage.name}, ${trial.fault}: ${problem}`);
  }
  return report(runner, trial);
}

function report({ stage }: StageRunner, trial: Trial): Trial {
  const problem = describeTrial(stage.name, trial);
  if (problem !== undefined) terminal.error(problem);
  return trial;
}
