import { writeFileSync } from 'node:fs';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import type { Comparison } from '@gender/evaluation';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();

function write(name: string, ps: readonly number[]): void {
  const rows = ps.map((p, picture) => `a/${picture}.jpg,0,${p < 0.5 ? 1 : 0},${p},${1 - p}`);
  writeFileSync(inFolder(name), ['File_name,GT,Pred,a_prob,b_prob', ...rows, ''].join('\n'));
}

beforeEach(() => {
  write('first.csv', [0.25, 0.25, 0.25, 0.75, 0.75, 0.75]);
  write('second.csv', [0.75, 0.75, 0.75, 0.75, 0.75, 0.25]);
  write('fewer.csv', [0.75, 0.75, 0.75, 0.75, 0.75]);
});

const compare = (names: readonly string[], ...flags: string[]): Promise<FinishedRun> =>
  runInMemory(app, ['compare', ...names.map((name) => inFolder(name)), ...flags]);

test('prints a table of what differs, and how surely', async () => {
  const { exitCode, stdout } = await compare(['first.csv', 'second.csv'], '--resamples=200');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^images {2}6\n/);
  // Three only here, one only there: 2 · (1 + 4) / 16 = 0.625.
  expect(stdout).toMatch(/second.csv +│ 0\.8333 \(.*\) +│ 3 +│ 1 +│ 0\.6250 +│ 0\.6250/);
  expect(stdout).toMatch(/accuracy +│ \+0\.3333 \(.*\) +│ no/);
});

test('files of other pictures are an error, or left out and counted', async () => {
  const refused = await compare(['first.csv', 'fewer.csv']);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/a\/5\.jpg.*--only-common.*\[RESULTS_PAIRS\]/);
  const { stdout } = await compare(['first.csv', 'fewer.csv'], '--only-common', '--json');
  const { images, leftOut } = JSON.parse(stdout) as Comparison;
  expect(images).toBe(5);
  expect(leftOut.map((each) => each.images)).toEqual([1, 0]);
});

test('one file is wrong usage', async () => {
  expect((await compare(['first.csv'])).exitCode).toBe(2);
});
