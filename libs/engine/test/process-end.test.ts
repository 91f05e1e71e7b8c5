import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('undisposed.ts', import.meta.url));
const fromSources = ['--import', 'tsx', '--conditions=@gender/source'];

describe('a program that does not dispose of its network', () => {
  it.each(['onnxruntime', 'onnxruntime-web'])('gets its answer and ends (%s)', async (name) => {
    const running = promisify(execFile)(process.execPath, [...fromSources, program, name], {
      timeout: 55_000,
    });
    await expect(running).resolves.toEqual({ stdout: '0,2', stderr: '' });
  });
});
