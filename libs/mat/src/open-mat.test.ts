import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memorySource } from '@gender/core';
import { FileError } from '@gender/core/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixture, fixturePath } from '../test/fixtures.js';
import { MatError } from './mat-error.js';
import { openMat, type MatOrigin } from './open-mat.js';

const names = ['kinds_v4.mat', 'kinds_v6.mat', 'kinds_v7.mat', 'kinds_v73.mat'];

const origins: Record<string, (name: string) => MatOrigin> = {
  path: fixturePath,
  bytes: fixture,
  Buffer: (name) => Buffer.from(fixture(name)),
  Blob: (name) => new Blob([Uint8Array.from(fixture(name))]),
  'byte source': (name) => memorySource(fixture(name), name),
  stream: (name) => new Blob([Uint8Array.from(fixture(name))]).stream(),
};

/** Where temporary files go while these tests run. */
const folder = mkdtempSync(join(tmpdir(), 'gender-mat-'));
beforeAll(() => void vi.stubEnv('TMPDIR', folder));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('openMat', () => {
  it.each(Object.keys(origins))('opens every version from a %s', async (kind) => {
    for (const name of names) {
      await using file = await openMat(origins[kind]!(name));
      expect(await file.read('of_double')).toMatchObject({ class: 'double', shape: [2, 3] });
      expect((await file.list()).length).toBeGreaterThan(10);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['nothing', new Uint8Array(0), 'MAT_TRUNCATED'],
    ['text', new TextEncoder().encode('no MAT-file, '.repeat(20)), 'MAT_FORMAT'],
    ['zeros', new Uint8Array(300), 'MAT_FORMAT'],
    ['the beginning of version 7.3', fixture('kinds_v73.mat').subarray(0, 600), 'MAT_FORMAT'],
  ])('refuses %s', async (_, bytes, code) => {
    const error = await openMat(bytes).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(MatError);
    expect(error).toMatchObject({ code });
  });

  it('says that there is no such file', async () => {
    await expect(openMat('/nowhere/net.mat')).rejects.toBeInstanceOf(FileError);
  });
});
