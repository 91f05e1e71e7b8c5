import { createRandom } from '@gender/core';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { describeFullDisk, describeTrial } from '../src/report.js';
import { StageRunner } from '../src/stage-runner.js';
import { stages } from '../src/stages.js';

const random = createRandom(1);
const parent = temporaryFolder();

describe.each(stages.map((stage) => [stage.name, stage] as const))('%s', (name, stage) => {
  test('is whole after a kill and one rerun, and after a full disk', async () => {
    const runner = await StageRunner.create(stage, parent());
    expect(runner.writingCalls).toBeGreaterThan(2);
    expect(describeTrial(name, await runner.kill(random))).toBeUndefined();
    const full = await runner.fillDisk(1 + random.integer(runner.writingCalls));
    expect(describeTrial(name, full)).toBeUndefined();
    expect(describeFullDisk(full.disturbed), full.fault).toBeUndefined();
  });
});
