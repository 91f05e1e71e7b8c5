import { execFileSync } from 'node:child_process';
import { symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classNames, put, putPictures, temporaryFolder } from '../test/pictures.js';
import { checkPictures } from './check-pictures.js';
import type { LabelledImage } from './labelled-image.js';

/** Forty pictures, of which some are spoiled. */
async function setUp(): Promise<{ folder: string; images: LabelledImage[] }> {
  const folder = await temporaryFolder();
  const names = classNames(20);
  await putPictures(folder, names);
  return { folder, images: names.map((name) => ({ path: join(folder, name), label: name })) };
}

const pathsOf = (items: readonly { path: string }[]): string[] => items.map(({ path }) => path);

describe.each(['decode', 'header'] as const)('checking by %s', (check) => {
  it('parts good pictures from broken ones, in their order, and says why', async () => {
    const { images } = await setUp();
    const broken = [images[3]!, images[17]!, images[30]!];
    await put(broken[0]!.path, '');
    await put(broken[1]!.path, '<html>');
    await truncate(broken[2]!.path, 12);
    const result = await checkPictures(images, { check });
    expect(pathsOf(result.broken)).toEqual(pathsOf(broken));
    for (const { path, reason } of result.broken) expect(reason).toContain(path);
    const words = result.broken.map(
      ({ reason }) => /is empty|not a picture|cut off/.exec(reason)?.[0],
    );
    expect(words).toEqual(['is empty', 'not a picture', 'cut off']);
    expect(pathsOf(result.good)).toEqual(
      pathsOf(images.filter((image) => !broken.includes(image))),
    );
  });

  it('gives a picture the ending of its format where its own says nothing', async () => {
    const { folder, images } = await setUp();
    const others = ['a/1', 'a/2.jfif'];
    await putPictures(folder, others);
    const all = [images[0]!, ...others.map((name) => ({ path: join(folder, name), label: 'a' }))];
    const { good } = await checkPictures(all, { check });
    expect(good.map(({ ending }) => ending)).toEqual(['.png', '.png', '.png']);
  });

  it.skipIf(process.platform === 'win32')('calls what is no regular file broken', async () => {
    const { folder, images } = await setUp();
    const names = ['pipe.jpg', 'zero.jpg', 'gone.jpg'];
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    await symlink('/dev/zero', join(folder, 'zero.jpg'));
    const odd = names.map((name) => ({ path: join(folder, name), label: 'a' }));
    const { good, broken } = await checkPictures([...odd, images[0]!], { check });
    expect(pathsOf(good)).toEqual([images[0]!.path]);
    expect(broken.map(({ reason }) => /pipe|device|does not exist/.exec(reason)?.[0])).toEqual([
      ...['pipe', 'device', 'does not exist'],
    ]);
  });

  it('limits the pixels, tells its progress and ends when it is told to', async () => {
    const { images } = await setUp();
    let steps = 0;
    const progress = {
      start: () => ({ advance: (n: number) => (steps += n), stop: () => undefined }),
    };
    expect((await checkPictures(images, { check, progress })).broken).toEqual([]);
    expect(steps).toBe(images.length);
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(checkPictures(images, { check, signal })).rejects.toThrow('Ctrl-C');
  });
});
