import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fileState, provenState } from './file-state.js';

/** Longer than a tick of the file system. */
const TICK = 150;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gender-core-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = join(folder, '1.jpg');
  writeFileSync(file, 'one');
});

describe('the state of a file', () => {
  it('proves what was read once the file has rested for a tick', async () => {
    await setTimeout(TICK);
    const state = fileState(file);
    expect(state?.settled).toBe(true);
    expect(provenState(state, fileState(file))).toBe(state?.text);
  });

  it('proves nothing where the file was written a moment before, or changed meanwhile', () => {
    const state = { text: 'a', settled: true };
    expect(provenState({ ...state, settled: false }, state)).toBeUndefined();
    expect(provenState(state, { ...state, text: 'b' })).toBeUndefined();
    expect(provenState(undefined, undefined)).toBeUndefined();
  });

  it.each<[string, () => void]>([
    ['has another size', () => { writeFileSync(file, 'longer'); }],
    ['has the size and another time', () => { writeFileSync(file, 'two'); }],
    ['has size and time set back', () => {
      const { atime, mtime } = statSync(file);
      writeFileSync(file, 'two');
      utimesSync(file, atime, mtime);
    }],
    ['is another file with the name, of the same size and time', () => {
      const { atime, mtime } = statSync(file);
      writeFileSync(join(folder, '2.jpg'), 'two');
      utimesSync(join(folder, '2.jpg'), atime, mtime);
      renameSync(join(folder, '2.jpg'), file);
    }],
    ['is gone', () => { rmSync(file); }],
  ])('is another when the file %s', async (_, change) => {
    await setTimeout(TICK);
    const before = fileState(file);
    change();
    expect(fileState(file)?.text).not.toBe(before?.text);
  }); // prettier-ignore

  it('is not settled while the time of the file is the present one', () => {
    const now = new Date();
    for (const time of [now, new Date(now.getTime() + 10)]) {
      utimesSync(file, time, time);
      expect(fileState(file)?.settled).toBe(false);
    }
  });

  it('wants two seconds where times have no fractions', async () => {
    const second = Math.floor(Date.now() / 1000);
    await setTimeout(TICK);
    utimesSync(file, second, second);
    await setTimeout(TICK);
    expect(fileState(file)?.settled).toBe(false);
    utimesSync(file, second - 60, second - 60);
    await setTimeout(TICK);
    expect(fileState(file)?.settled).toBe(true);
  });
});
