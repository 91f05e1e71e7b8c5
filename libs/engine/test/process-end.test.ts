import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { bundleProgram, temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';

/** Runs a program of this folder in a process of its own. */
async function runProgram(
  file: string,
  ...args: string[]
): Promise<{ stdout: string; stderr: string }> {
  const program = await bundleProgram(new URL(file, import.meta.url));
  return promisify(execFile)(process.execPath, [program, ...args], { timeout: 300_000 });
}

const path = temporaryFolder();

/** TensorFlow where a copy is named, see README.md. */
const tensorflow = process.env['GENDER_TFJS_NODE'] === undefined ? [] : ['tensorflow'];

describe.each(['onnxruntime', 'onnxruntime-web', ...tensorflow])(
  'a program that uses %s',
  (engine) => {
    it('gets its answer and ends although it does not dispose of its network', async () => {
      const running = runProgram('undisposed.ts', engine);
      await expect(running).resolves.toEqual({ stdout: '0,2', stderr: '' });
    });

    it('runs a network whatever the length of its command line', async () => {
      // ONNX Runtime crashed the process for one of more than 14 kB; Linux allows 128 kB for a word.
      const running = runProgram('undisposed.ts', engine, 'x'.repeat(100_000));
      await expect(running).resolves.toEqual({ stdout: '0,2', stderr: '' });
    });

    it('leaves nothing in the home of its user, and so has told nobody', async () => {
      // Not the environment of this test: ONNX Runtime reports nothing where it names a service of CI.
      const program = await bundleProgram(new URL('undisposed.ts', import.meta.url));
      const home = path(engine);
      await mkdir(home);
      const env = { PATH: process.env['PATH'], HOME: home, USERPROFILE: home, TMPDIR: home };
      await promisify(execFile)(process.execPath, [program, engine], { env, timeout: 300_000 });
      await expect(readdir(home)).resolves.toEqual([]);
    });

    it('exits with its own code while a network runs', async () => {
      const running = runProgram('exit-while-running.ts', engine);
      await expect(running).rejects.toMatchObject({ code: 7, signal: null, stderr: '' });
    });
  },
);
