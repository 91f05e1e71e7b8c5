import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundleProgram } from '@gender/testing';
import { expect, test } from 'vitest';

test('Ctrl-C ends a real process with exit code 130 and one clean line', async () => {
  const main = await bundleProgram(new URL('fixtures/sample-main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'wait'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
    if (stderr === 'waiting\n') child.kill('SIGINT');
  });
  expect(await once(child, 'close')).toEqual([130, null]);
  expect({ stdout, stderr }).toEqual({
    stdout: '',
    stderr: 'waiting\ninterrupted; run the same command to go on\n',
  });
});
