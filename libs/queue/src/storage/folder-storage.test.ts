import { mkdirSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { expect, it } from 'vitest';
import { folderStorage } from './folder-storage.js';

const inFolder = temporaryFolder();

it('says which file cannot be read', async () => {
  mkdirSync(inFolder('parts', 'run', 'run.json'), { recursive: true });
  const storage = folderStorage(inFolder('parts'));
  await expect(storage.read('run', 'run.json')).rejects.toMatchObject({ code: 'FILE_ACCESS' });
});
