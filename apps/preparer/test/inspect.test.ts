import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runInMemory } from '@gender/cli/testing';
import { solidPicture, temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();

function draw(name: string, colour: number): void {
  mkdirSync(dirname(inFolder(name)), { recursive: true });
  writeFileSync(inFolder(name), solidPicture(4, 4, [colour, 0, 0]));
}

/** A collection that is split, with one picture in both splits. */
function collection(): string {
  for (const [index, split] of ['train', 'test'].entries()) {
    draw(`faces/${split}/Female/${split}_Age31.bmp`, 1 + index);
    draw(`faces/${split}/Male/1.bmp`, 9);
  }
  return inFolder('faces');
}

describe('audit', () => {
  test('names what leaks, and fails for it where that is asked', async () => {
    const source = collection();
    const run = await runInMemory(app, ['audit', source]);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('file: train/Male/1.bmp, test/Male/1.bmp');
    expect((await runInMemory(app, ['audit', source, '--strict'])).exitCode).toBe(1);
  });

  test('gives every pair with --json', async () => {
    const { stdout } = await runInMemory(app, ['audit', collection(), '--json', '-q']);
    expect(JSON.parse(stdout)).toMatchObject({
      images: { train: 2, validation: 0, test: 2 },
      leaking: 1,
      leaks: [{ kind: 'file', splits: ['train', 'test'] }],
    });
  });
});

describe('inspect', () => {
  test('prints what is there', async () => {
    const { stdout, exitCode } = await runInMemory(app, ['inspect', collection()]);
    expect(exitCode).toBe(0);
    for (const text of ['4 pictures (layout splits)', '30-39', '4×4', '1 duplicate, 0 of them']) {
      expect(stdout).toContain(text);
    }
  });

  test('is refused with one line where there is nothing', async () => {
    const { stderr, exitCode } = await runInMemory(app, ['inspect', inFolder('nowhere')]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('DATASET_NOT_FOUND');
  });
});
