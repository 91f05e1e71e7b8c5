import type { CrossValidation } from '@gender/model-selection';
import { describe, expect, test } from 'vitest';
import { prepared } from './prepared.js';

const { inFolder, run } = prepared();
const small = ['--hidden-units=6', '--epoch=4', '--batch=8', '--learning-rate=0.01'];

describe('cross-validate', () => {
  test('prints a line for each fold, the table, and both figures with what they mean', async () => {
    const { exitCode, stdout, stderr } = await run('cross-validate', [...small, '--folds=3']);
    expect(exitCode).toBe(0);
    expect(stdout.match(/^fold \d of 3: accuracy \d\.\d{4} with epoch \d of 4, /gm)).toHaveLength(
      3,
    );
    expect(stdout).toMatch(
      /^accuracy +\d\.\d{4} \[\d\.\d{4}, \d\.\d{4}\], folds \d\.\d{4} ± \d\.\d{4}$/m,
    );
    expect(stdout).toContain('of all 36 pictures, each predicted once');
    expect(stdout).toContain('as if all were of others, for nobody is known');
    expect(stderr).toContain('warning: of 36 of 36 pictures it is not known who is shown');
  });

  test('prints the same as JSON, and nothing else when quiet', async () => {
    const { stdout, stderr } = await run('cross-validate', [
      ...small,
      '--folds=2',
      '--json',
      '--quiet',
    ]);
    expect(stderr).toBe('');
    const { folds, results, pooled } = JSON.parse(stdout) as CrossValidation;
    expect(folds.map(({ fold }) => fold)).toEqual(['1', '2']);
    expect(pooled.images).toBe(36);
    expect(results).toBe(inFolder('data', 'results', 'Tiny_cross-validation_results.csv'));
  });

  test('ends in order on Ctrl-C, and goes on', async () => {
    const flags = [...small, '--folds=3'];
    const stopped = await run('cross-validate', flags, { interruptAt: 'fold 1 of 3' });
    expect(stopped.exitCode).toBe(130);
    const { exitCode, stderr } = await run('cross-validate', flags);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^fold 1 is done: .*fold-1\.json$/m);
  });

  test.each([
    [['--folds=1'], 2, '--folds=1 is not valid'],
    [['--augment=flip'], 2, 'unknown argument: augment'],
    [['--folds=19'], 1, '19 folds need more than the'],
  ])('refuses %j', async (flags, code, words) => {
    const { exitCode, stderr } = await run('cross-validate', flags);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(words);
  });
});
