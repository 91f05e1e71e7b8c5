import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture } from './decode-picture.js';
import { fileBytesInFlight } from './pixel-budget.js';
import { withPictureFile } from './picture-source.js';
import { checkPicture } from './pixels/picture.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picture-source-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('withPictureFile', () => {
  it('gives the bytes of the file and what is made of them', async () => {
    const path = join(folder, 'a.jpg');
    await writeFile(path, Uint8Array.of(1, 2, 3));
    expect(await withPictureFile(path, (bytes) => Promise.resolve([...bytes]))).toEqual([1, 2, 3]);
  });

  it('lets files wait until their bytes fit beside those that are held', async () => {
    const path = join(folder, 'b.jpg');
    await writeFile(path, 'x');
    const order: string[] = [];
    let release: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const all = fileBytesInFlight.run(2 ** 28, async () => {
      await held;
      order.push('the others are done');
    });
    const reading = withPictureFile(path, () => Promise.resolve(order.push('this one is read')));
    release!();
    await Promise.all([all, reading]);
    expect(order).toEqual(['the others are done', 'this one is read']);
  });

  it.skipIf(process.platform === 'win32')('refuses what is no regular file, at once', async () => {
    const [pipe, zero, circle] = ['pipe.jpg', 'zero.jpg', 'circle.jpg'].map((name) =>
      join(folder, name),
    );
    execFileSync('mkfifo', [pipe!]);
    await symlink('/dev/zero', zero!);
    await symlink('circle.jpg', circle!);
    for (const [path, kind] of [
      [pipe!, 'it is a pipe'],
      [zero!, 'it is a device'],
      [circle!, 'it is a link in a circle'],
      [folder, 'it is a folder'],
    ] as const) {
      await expect(decodePicture(path)).rejects.toMatchObject({
        name: 'FileError',
        code: 'FILE_ACCESS',
        message: expect.stringContaining(`${path}: ${kind}`) as string,
      });
    }
  });

  it('names bytes as it is told in messages', async () => {
    const decoding = decodePicture(Buffer.from('no picture'), { name: 'row 7' });
    await expect(decoding).rejects.toThrow('row 7 is not a picture');
  });
});

describe('checkPicture', () => {
  it.each([
    [{ width: 2, height: 1, data: new Uint8Array(6) }, undefined],
    [{ width: 2, height: 1, data: new Uint8Array(5) }, 'needs 6 bytes of RGB, but has 5'],
    [{ width: 0, height: 1, data: new Uint8Array(0) }, 'cannot have 0×1 pixels'],
    [{ width: 1.5, height: 2, data: new Uint8Array(9) }, 'cannot have 1.5×2 pixels'],
    [{ width: -1, height: -1, data: new Uint8Array(3) }, 'cannot have -1×-1 pixels'],
    [{ width: Infinity, height: 1, data: new Uint8Array(3) }, 'cannot have Infinity×1 pixels'],
  ])('%#', (picture, words) => {
    const check = (): void => {
      checkPicture(picture);
    };
    if (words === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(words);
  });
});
