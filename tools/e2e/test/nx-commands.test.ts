import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
// eslint-disable-next-line @nx/enforce-module-boundaries -- the plugin of Nx is no project
import { readCommandLine } from '../../nx/command-line.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const inFolder = temporaryFolder();
const apps: Readonly<Record<string, readonly string[]>> = {
  trainer: ['extract', 'train'],
  evaluator: ['score'],
};
const read = (line: string): unknown =>
  readCommandLine(line.split(' '), (project) => apps[project] ?? []);

describe('what Nx is told', () => {
  test.each([
    ['run trainer:train --batch 16', ['--batch', '16']],
    ['run trainer:train --batch=16 --verbose -c x', ['--batch=16', '--verbose', '-c', 'x']],
    ['run trainer:train --help', ['--help']],
    ['run trainer:train -- --batch 16 -- x', ['--batch', '16', '--', 'x']],
    ['run trainer:train', []],
    ['train trainer --epoch 3', ['--epoch', '3']],
    ['run --skip-nx-cache trainer:train --epoch 3', ['--epoch', '3']],
  ])('is handed on as it was written: nx %s', (line, words) => {
    expect(read(line)).toEqual({ project: 'trainer', command: 'train', words });
  });

  test.each([
    'run-many -t build -p trainer',
    'run trainer:build',
    'run mat:test --batch 16',
    'graph',
    'run',
  ])('is its own affair where no command of an app runs: nx %s', (line) => {
    expect(read(line)).toBeUndefined();
  });
});

/** Starts a program as the target of an app does. */
function runProgram(words: readonly string[], place: string): { place: string; words: string[] } {
  const program = inFolder('program.mjs');
  writeFileSync(
    program,
    'console.log(JSON.stringify({ place: process.cwd(), words: process.argv.slice(2) }));',
  );
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'tools/nx/run-program.mjs'), program, 'score'],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, GENDER_WORDS_UNDER_NX: JSON.stringify(words), INIT_CWD: place },
    },
  );
  return JSON.parse(stdout) as { place: string; words: string[] };
}

describe('a program under Nx', () => {
  test('stands where the user stands, so that relative paths are those of the user', () => {
    const place = inFolder('my pictures');
    mkdirSync(place, { recursive: true });
    const words = ['--csv', 'results.csv', '--batch-mean', '32', 'two words'];
    expect(runProgram(words, place)).toEqual({
      place: realpathSync(place),
      words: ['score', ...words],
    });
  });

  test('gets its own help, from a folder of the workspace', () => {
    const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
    const { status, stdout } = spawnSync(
      process.execPath,
      [nx, 'run', 'evaluator:score', '--batch-mean', '32', '--help'],
      { cwd: join(root, 'docs'), encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false' } },
    );
    expect(stdout).toContain('gender-evaluate score');
    expect(stdout).toContain('--batch-mean');
    expect(status).toBe(0);
  });
});
