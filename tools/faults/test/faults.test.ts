import { createRandom, required } from '@gender/core';
import { temporaryFolder, type FileServer } from '@gender/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeFullDisk, describeTrial } from '../src/report.js';
import { StageRunner } from '../src/stage-runner.js';
import { stagesWith } from '../src/stages.js';
import { serveWeights } from '../src/start-folder.js';

/** All stages take minutes: only where `FAULTS=1` asks for them. */
const few = ['fetch', 'convert .h5'];
const names = process.env['FAULTS'] === '1' ? stagesWith('').map(({ name }) => name) : few;

const random = createRandom(1);
const parent = temporaryFolder();
let server: FileServer;

beforeAll(async () => {
  server = await serveWeights();
});
afterAll(() => server[Symbol.asyncDispose]());

describe.each(names)('%s', (name) => {
  test('is whole after a kill and one rerun, and after a full disk', async () => {
    const stage = stagesWith(server.url).find((each) => each.name === name);
    const runner = await StageRunner.create(required(stage, name), parent());
    expect(runner.writingCalls).toBeGreaterThan(2);
    expect(describeTrial(name, await runner.kill(random))).toBeUndefined();
    const full = await runner.fillDisk(1 + random.integer(runner.writingCalls));
    expect(describeTrial(name, full)).toBeUndefined();
    expect(describeFullDisk(full.disturbed), full.fault).toBeUndefined();
  });
});
