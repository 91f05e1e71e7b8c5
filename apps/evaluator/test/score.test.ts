import { writeFileSync } from 'node:fs';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();
const header = 'File_name,GT,Pred,Female_prob,Male_prob';

/** Two women and two men; one man is taken for a woman. */
beforeEach(() => {
  const rows = [
    'Female/1_Age23.jpg,0,0,0.500000,0.500000',
    'Female/2_Age31.jpg,0,0,1.000000,0.000000',
    'Male/1_Age35.jpg,1,0,0.750000,0.250000',
    'Male/2_Age62.jpg,1,1,0.500000,0.500000',
  ];
  writeFileSync(inFolder('results.csv'), [header, ...rows, ''].join('\r\n'));
  writeFileSync(inFolder('empty.csv'), `${header}\r\n`);
  writeFileSync(inFolder('other.csv'), 'a,b\n1,2\n');
});

function score(...flags: string[]): Promise<FinishedRun> {
  return runInMemory(app, ['score', ...flags]);
}

describe('score', () => {
  test('says accuracy and cross-entropy of a results file', async () => {
    const { exitCode, stdout } = await score('--csv', inFolder('results.csv'));
    expect(exitCode).toBe(0);
    // (ln 2 + 0 + ln 4 + ln 2) / 4 = ln 2
    expect(stdout).toMatch(
      // Wilson of 3 of 4.
      /^images +4: 2 Female, 2 Male\naccuracy +0\.7500 \(0\.3006–0\.9544\)\nbalanced.*\ncross-entropy +0\.6931 \(/,
    );
    // Female: 2 of 3 that are called so, and 2 of 2 found; F1 = 2 · 2 / (3 + 2).
    expect(stdout).toMatch(/Female\D+2\D+0\.6667 \([\d.–]+\)\D+1\.0000 \([\d.–]+\)\D+0\.8000/);
    expect(stdout).toMatch(/30-39\D+2 \*\D+0\.5000 \(/);
  });

  test('prints numbers as numbers with --json, and the mean over batches on request', async () => {
    const { stdout } = await score('--csv', inFolder('results.csv'), '--json', '--batch-mean=3');
    const result = JSON.parse(stdout) as Record<string, number>;
    expect(result).toMatchObject({
      images: 4,
      accuracy: 0.75,
      confusion: {
        classes: ['Female', 'Male'],
        matrix: [
          [2, 0],
          [1, 1],
        ],
      },
    });
    expect(result['crossEntropy']).toBeCloseTo(Math.LN2, 6); // p = 1 is clipped to 1 − 1e-7
    expect(result['batchMeanCrossEntropy']).toBeCloseTo(Math.LN2, 6); // (3 ln 2 / 3 + ln 2) / 2
  });

  test.each([
    ['a missing file', 'absent.csv', 'FILE_NOT_FOUND'],
    ['another CSV', 'other.csv', 'RESULTS_FORMAT'],
    ['no rows', 'empty.csv', 'RESULTS_EMPTY'],
  ])('names what is wrong: %s', async (_, name, code) => {
    const { exitCode, stdout, stderr } = await score('--csv', inFolder(name), '--json');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(name);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
  });

  test('calls a class from a threshold on that was chosen on other pictures', async () => {
    const rows = [
      'Female/8_Age23.jpg,0,0,0.800000,0.200000',
      'Male/9_Age35.jpg,1,0,0.700000,0.300000',
    ];
    writeFileSync(inFolder('validation.csv'), [header, ...rows, ''].join('\r\n'));
    const flags = ['--threshold-by=equal-error', '--validation', inFolder('validation.csv')];
    const { stdout } = await score('--csv', inFolder('results.csv'), ...flags);
    expect(stdout).toMatch(
      /^Male is called from 0\.300000 on: equal error on 2 validation pictures, where 0\.0 % of it are missed/,
    );
    // The woman with 0.5 is called a man now, the man with 0.25 a woman as before.
    expect(stdout).toMatch(/\naccuracy +0\.5000/);
  });

  test.each([
    [['--threshold-by=equal-error'], 2, 'go together'],
    [['--validation=results.csv'], 2, 'go together'],
    [['--positive=Male'], 2, '--positive names the class of --threshold-by, which is not there'],
    [['--by=skin'], 2, '--by names columns of --groups, which is not there'],
    [['--threshold-by=cost:1', '--validation=results.csv'], 2, 'expected equal-error, cost:'],
    [['--threshold-by=precision:2', '--validation=results.csv'], 2, 'or precision:<0 … 1>'],
  ])('refuses %j', async (flags, code, message) => {
    const { exitCode, stderr } = await score('--csv', inFolder('results.csv'), ...flags);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  test('does not choose a threshold where it measures it', async () => {
    const own = inFolder('results.csv');
    const flags = ['--threshold-by=equal-error', '--validation', own];
    const { exitCode, stderr } = await score('--csv', own, ...flags);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('[RESULTS_THRESHOLD]')]);
  });

  test('needs a file', async () => {
    expect(await score()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--csv is missing') as string,
    });
  });
});
