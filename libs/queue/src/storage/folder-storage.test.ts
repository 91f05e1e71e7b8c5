import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@gender/testing';
import { expect, it } from 'vitest';
import { folderStorage } from './folder-storage.js';

const inFolder = temporaryFolder();
const open = () => folderStorage(inFolder('parts'));

it('has nothing before something is put there', async () => {
  expect(await open().list('run')).toEqual(new Set());
  expect(await open().read('run', 'run.json')).toBeUndefined();
  await open().remove('run');
});

it('keeps what is put there, run by run', async () => {
  writeFileSync(inFolder('a.npy'), 'rows');
  await open().write('run', 'run.json', 'text');
  await open().put('run', '0-1-ab.npy', inFolder('a.npy'));
  await open().put('other', '0-1-ab.npy', inFolder('a.npy'));
  expect(await open().list('run')).toEqual(new Set(['run.json', '0-1-ab.npy']));
  expect(await open().read('run', 'run.json')).toBe('text');
  const folder = await open().collect('run', ['0-1-ab.npy'], inFolder('into'));
  expect(readFileSync(join(folder, '0-1-ab.npy'), 'utf8')).toBe('rows');
  await open().remove('run');
  expect(readdirSync(inFolder('parts'))).toEqual(['other']);
});

it('replaces a file that is there, and leaves no other', async () => {
  for (const content of ['first', 'second']) {
    writeFileSync(inFolder('a.npy'), content);
    await open().put('run', 'a.npy', inFolder('a.npy'));
  }
  expect(readdirSync(inFolder('parts', 'run'))).toEqual(['a.npy']);
  expect(readFileSync(inFolder('parts', 'run', 'a.npy'), 'utf8')).toBe('second');
});

it('says which file cannot be read', async () => {
  mkdirSync(inFolder('parts', 'run', 'run.json'), { recursive: true });
  await expect(open().read('run', 'run.json')).rejects.toMatchObject({ code: 'FILE_ACCESS' });
});
