import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProgram } from '@gender/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runApp } from '../src/index.js';
import { memoryIo } from '../src/testing/index.js';
import { sampleApp } from './fixtures/sample-app.js';

let main: string;
let folder: string;

beforeAll(async () => {
  main = await bundleProgram(new URL('fixtures/sample-main.ts', import.meta.url));
  folder = await mkdtemp(join(tmpdir(), 'gender-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

function start(words: string[], stdout: 'pipe' | number = 'pipe'): ChildProcess {
  return spawn(process.execPath, [main, ...words], { stdio: ['ignore', stdout, 'pipe'] });
}

describe('a real process', () => {
  test.each(['stdout', 'stderr', 'both'])(
    'works on when nobody reads its %s any more',
    async (closed) => {
      const file = join(folder, `${closed}.txt`);
      const child = start(['talk', '--file', file]);
      child.stderr!.once('data', () => {
        if (closed !== 'stderr') child.stdout!.destroy();
        if (closed !== 'stdout') child.stderr!.destroy();
      });
      child.stdout!.resume();
      child.stderr!.resume();
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(await readFile(file, 'utf8')).toBe('finished');
    },
  );

  test.runIf(process.platform !== 'win32')('ends in order on SIGHUP', async () => {
    const child = start(['wait']);
    let stderr = '';
    child.stderr!.on('data', (chunk) => {
      stderr += String(chunk);
      if (stderr === 'waiting\n') child.kill('SIGHUP');
    });
    expect(await once(child, 'close')).toEqual([129, null]);
    expect(stderr).toBe('waiting\ninterrupted; run the same command to go on\n');
  });

  test.runIf(existsSync('/dev/full'))('says in one line that its output is full', async () => {
    const child = start(['train', '--dataset=x', '--quiet'], openSync('/dev/full', 'w'));
    let stderr = '';
    child.stderr!.on('data', (chunk) => (stderr += String(chunk)));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(stderr).toMatch(/^error: cannot write to standard output: ENOSPC.*\[CLI_OUTPUT\]\n$/);
  });
});

describe('an output that fails', () => {
  const failWith =
    (code: string): ((...args: [unknown, unknown, (error: Error) => void]) => void) =>
    (_chunk, _encoding, done) => {
      done(Object.assign(new Error(`${code}: what happened`), { code }));
    };

  test('ends with exit code 1 and a line where the result is lost', async () => {
    const io = memoryIo();
    io.stdout._write = failWith('ENOSPC');
    expect(await runApp(sampleApp, ['train', '--dataset=x', '--quiet'], io)).toBe(1);
    expect(io.stderr.text).toBe(
      'error: cannot write to standard output: ENOSPC: what happened [CLI_OUTPUT]\n',
    );
  });

  test.each(['EPIPE', 'EIO'])('with %s is one that nobody reads: no fault', async (code) => {
    const io = memoryIo();
    io.stdout._write = failWith(code);
    expect(await runApp(sampleApp, ['train', '--dataset=x', '--quiet'], io)).toBe(0);
    expect(io.stderr.text).toBe('');
  });

  test('and is standard error, does not end the work', async () => {
    const io = memoryIo();
    io.stderr._write = failWith('ENOSPC');
    expect(await runApp(sampleApp, ['train', '--dataset=x'], io)).toBe(0);
    expect(io.stdout.text).toContain('accuracy 0.75');
  });
});
