import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../byte-source.js';
import { openFileSource } from './file-source.js';
import { sha256, sha256File } from './sha256.js';

let folder: string;
let path: string;
const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender-core-'));
  path = join(folder, 'bytes.bin');
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

describe('openFileSource', () => {
  it('reads the same ranges as the bytes in memory', async () => {
    await using file = await openFileSource(path);
    const memory = memorySource(bytes);
    expect(file.byteLength).toBe(memory.byteLength);
    for (const [start, end] of [
      [0, 1000],
      [17, 18],
      [5, 5],
      [999, 1000],
    ] as const) {
      expect(await file.slice(start, end)).toEqual(await memory.slice(start, end));
    }
  });

  it('refuses ranges outside the file', async () => {
    await using file = await openFileSource(path);
    await expect(file.slice(999, 1001)).rejects.toThrow(RangeError);
    await expect(memorySource(bytes).slice(999, 1001)).rejects.toThrow(RangeError);
  });

  it('fills memory that it is given', async () => {
    await using file = await openFileSource(path);
    const target = new Uint8Array(20);
    await file.readInto?.(980, target);
    expect(target).toEqual(bytes.slice(980));
    await expect(file.readInto?.(981, target)).rejects.toThrow(RangeError);
  });

  it('throws the reason of a signal that was aborted', async () => {
    const controller = new AbortController();
    await using file = await openFileSource(path, controller);
    expect(await file.slice(0, 1)).toEqual(bytes.subarray(0, 1));
    controller.abort(new Error('enough'));
    await expect(file.slice(0, 1)).rejects.toThrow('enough');
  });

  it('names a missing file and a folder', async () => {
    await expect(openFileSource(join(folder, 'no'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    await expect(openFileSource(folder)).rejects.toMatchObject({ code: 'FILE_ACCESS' });
  });
});

describe('sha256', () => {
  it('equals the published digest of "abc" (FIPS 180-2, appendix B.1)', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('is the same for a file and for its bytes', async () => {
    expect(await sha256File(path)).toBe(sha256(bytes));
  });
});
