import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { runInMemory } from '@gender/cli/testing';
import type { Tuning } from '@gender/model-selection';
import { expect, test } from 'vitest';
import { app } from '../src/index.js';
import { prepared } from './prepared.js';

const { inFolder, run } = prepared();
const small = ['--hidden-units=6', '--epoch=2', '--batch=8', '--trials=3', '--reduction=2'];

test('prints each trial and the table, and ends with the command that trains the winner', async () => {
  const { exitCode, stdout } = await run('tune', [...small, '--seed=3']);
  expect(exitCode).toBe(0);
  expect(
    stdout.match(/^trial \d: validation accuracy \d\.\d{4} after \d epochs?, /gm)!.length,
  ).toBeGreaterThan(3);
  expect(stdout).toContain('0 (as given)');
  expect(stdout).toContain('on the same 12 validation pictures');
  const [, line] = /train the best: gender-train train (.*)$/m.exec(stdout)!;
  const shell = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`]);
  const command = shell.toString('utf8').trimEnd().split('\n');
  const trained = await runInMemory(app, ['train', ...command, '--name=Best', '--json', '--quiet']);
  expect(trained.exitCode).toBe(0);

  const again = await run('tune', [...small, '--seed=3', '--json', '--quiet']);
  expect(again.stderr).toBe('');
  const { best, file, command: words } = JSON.parse(again.stdout) as Tuning & { command: string };
  const { bestEpoch, epochs } = JSON.parse(trained.stdout) as {
    bestEpoch: number;
    epochs: { valAccuracy: number }[];
  };
  expect(bestEpoch).toBe(best.bestEpoch);
  expect(epochs[bestEpoch - 1]!.valAccuracy).toBe(best.valAccuracy);
  expect(file).toMatch(/Tiny_Search\.[0-9a-f]{8}.trials\.jsonl$/);
  expect(words).toContain(`--models '${inFolder('models')}'`);
});

test('says that the options as given diverged, in place of a gain over them', async () => {
  const { file } = JSON.parse((await run('tune', [...small, '--json'])).stdout) as Tuning;
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Tuning['best'])
    .filter(({ trial, rung }) => trial > 0 || rung === 0)
    .map((line) => (line.trial === 0 ? { ...line, valAccuracy: undefined } : line));
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const { exitCode, stdout } = await run('tune', small);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^trial 0: diverged/m);
  expect(stdout).toMatch(
    /^The options as they were given diverged; trial [12] has a validation accuracy of \d\.\d{4}\.$/m,
  );
});

test.each(['--trials=0', '--reduction=1'])('wrong usage: %s', async (flag) => {
  expect(await run('tune', [flag])).toMatchObject({ exitCode: 2, stdout: '' });
});
