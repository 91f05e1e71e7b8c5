import { writeFileSync } from 'node:fs';
import { sha256, writeManifest } from '@gender/core/node';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, expect, test } from 'vitest';
import { verifyCommand, type App } from '../src/index.js';
import { runInMemory } from '../src/testing/index.js';

const inFolder = temporaryFolder();

const many = Array.from({ length: 20 }, (_, number) => `${number}.jpg`);
const verifier = {
  kind: 'album',
  recognise: (path: string) => path.endsWith('album'),
  verify: () =>
    Promise.resolve({ checked: 9, changed: [], added: many, missing: ['x.jpg'], unverified: [] }),
};
const app: App = {
  name: 'sample',
  summary: 'A sample',
  moduleUrl: import.meta.url,
  commands: [verifyCommand([verifier], [['a.h5', 'a model']])],
};

beforeEach(async () => {
  writeFileSync(inFolder('a.h5'), 'model');
  const run = { command: 'train', seconds: 1, versions: {}, options: {}, inputs: {} };
  await writeManifest(inFolder('a.h5'), { ...run, outputs: { 'a.h5': sha256('model') } });
  await writeManifest(inFolder('b.h5'), run);
});

test('what is as it was written ends with 0, what was changed with 1', async () => {
  const path = inFolder('a.h5');
  const same = await runInMemory(app, ['verify', path]);
  expect(same.exitCode).toBe(0);
  expect(same.stdout).toBe(`${path} (output): compared 1 item; 0 changed, 0 added, 0 missing\n`);
  writeFileSync(path, 'modem');
  const changed = await runInMemory(app, ['verify', path, '--json']);
  expect(changed.exitCode).toBe(1);
  expect(JSON.parse(changed.stdout)).toEqual({
    ...{ path, kind: 'output', checked: 1, changed: [path] },
    ...{ added: [], missing: [], unverified: [] },
  });
});

test('each kind has its own way, a slash at the end or not; fifteen files of a kind are printed', async () => {
  writeFileSync(inFolder('album'), '');
  const { stdout, exitCode } = await runInMemory(app, ['verify', inFolder('album')]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('added: 14.jpg\nadded: and 5 more\nmissing: x.jpg');
  expect(stdout).toContain('(album): compared 9 items; 0 changed, 20 added, 1 missing');
});

test('where nothing can be compared, nothing is said to be as it was', async () => {
  writeFileSync(inFolder('b.h5'), 'model');
  const { stdout, exitCode } = await runInMemory(app, ['verify', inFolder('b.h5')]);
  expect([exitCode, stdout]).toEqual([
    1,
    expect.stringContaining(`unverified: ${inFolder('b.h5')}`),
  ]);
  const gone = await runInMemory(app, ['verify', inFolder('c.h5')]);
  expect([gone.exitCode, gone.stderr]).toEqual([1, expect.stringContaining('FILE_NOT_FOUND')]);
});
