import { expect, test } from 'vitest';
import { runInMemory } from '../src/testing/index.js';
import { sampleApp } from './fixtures/sample-app.js';

test('returns the exit code and both outputs', async () => {
  expect(await runInMemory(sampleApp, ['train', '--dataset=Small', '--quiet'])).toEqual({
    exitCode: 0,
    stdout: 'a line before the result\nSmall: accuracy 0.75\n',
    stderr: '',
  });
});

test('presses Ctrl-C when a text appears, and not before', async () => {
  const interrupted = await runInMemory(sampleApp, ['wait'], { interruptAt: 'waiting' });
  expect(interrupted).toEqual({
    exitCode: 130,
    stdout: '',
    stderr: 'waiting\ninterrupted; run the same command to go on\n',
  });
  const finished = await runInMemory(sampleApp, ['train', '-d', 'x'], { interruptAt: 'absent' });
  expect(finished.exitCode).toBe(0);
});
