import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileState, type FileState } from '@gender/core/node';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { identitiesPath, PictureIdentities } from './picture-identities.js';

const inFolder = temporaryFolder();
/** Longer than a tick of the file system. */
const TICK = 150;
let store: string;
let picture: string;

beforeEach(() => {
  store = inFolder('faces_train.npy');
  picture = inFolder('1.jpg');
  writeFileSync(picture, 'one');
});

/** Notes the picture, and gives what a later run recalls of it. */
async function recallLater(
  before: FileState | undefined,
  after = before,
): Promise<string | undefined> {
  const identities = await PictureIdentities.open(store);
  identities.note('Female/1.jpg', 'ab', before, after);
  await identities.save([{ file: 'Female/1.jpg' }]);
  const later = await PictureIdentities.open(store);
  return later.recall('Female/1.jpg', fileState(picture));
}

describe('the identity of a picture', () => {
  it('is recalled while its file is as it was', async () => {
    await setTimeout(TICK);
    const state = fileState(picture);
    expect(state?.settled).toBe(true);
    expect(await recallLater(state)).toBe('ab');
  });

  it('is not recalled when the file was written a moment before it was read', async () => {
    utimesSync(picture, new Date(), new Date());
    const state = fileState(picture);
    expect(await recallLater({ text: state!.text, settled: false })).toBeUndefined();
  });

  it('is not recalled when the file changed while it was read', async () => {
    await setTimeout(TICK);
    const before = fileState(picture);
    expect(await recallLater(before, { text: 'another', settled: true })).toBeUndefined();
    expect(await recallLater(undefined, before)).toBeUndefined();
  });

  it('is not recalled when the file is another, or gone', async () => {
    await setTimeout(TICK);
    const before = fileState(picture);
    expect(await recallLater(before)).toBe('ab');
    const later = await PictureIdentities.open(store);
    writeFileSync(picture, 'two');
    expect(later.recall('Female/1.jpg', fileState(picture))).toBeUndefined();
    rmSync(picture);
    expect(later.recall('Female/1.jpg', fileState(picture))).toBeUndefined();
  });
});

describe('the file of identities', () => {
  it('holds the pictures that are listed, in their order, and no others', async () => {
    const identities = await PictureIdentities.open(store);
    for (const file of ['c', 'a', 'b'])
      identities.note(file, `hash of ${file}`, undefined, undefined);
    await identities.save([{ file: 'b' }, { file: 'a' }, { file: 'unread' }]);
    expect(JSON.parse(readFileSync(identitiesPath(store), 'utf8'))).toEqual({
      format: 1,
      pictures: [
        { file: 'b', sha256: 'hash of b', state: null },
        { file: 'a', sha256: 'hash of a', state: null },
      ],
    });
  });

  it('is not written when nothing is new', async () => {
    const identities = await PictureIdentities.open(store);
    identities.note('a', 'ab', undefined, undefined);
    await identities.save([{ file: 'a' }]);
    rmSync(identitiesPath(store));
    await identities.save([{ file: 'a' }]);
    expect(() => statSync(identitiesPath(store))).toThrow('ENOENT');
  });

  it.each(['', '{', '[]', '{"format":2,"pictures":[]}', '{"format":1,"pictures":[{"file":1}]}'])(
    'is as good as absent when it holds %j',
    async (text) => {
      writeFileSync(identitiesPath(store), text);
      const identities = await PictureIdentities.open(store);
      expect(identities.recall('a', { text: 'x', settled: true })).toBeUndefined();
    },
  );
});
