import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '@gender/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, fixturePath } from '../test/fixture.js';
import { decodePicture } from './decode-picture.js';
import { MAX_FILE_BYTES } from './picture-source.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('decodePicture', () => {
  it('reads the same from a path and from bytes', async () => {
    const fromPath = await decodePicture(fixturePath('formats/rgb.png'));
    expect(await decodePicture(await fixture('formats/rgb.png'))).toEqual(fromPath);
  });

  it('reads a path with spaces and other letters', async () => {
    const path = join(folder, 'Ünïcode 名前 a.png');
    await writeFile(path, await fixture('formats/rgb.png'));
    expect(await decodePicture(path)).toMatchObject({ width: 31, height: 22 });
  });

  it('leaves the bytes it is given as they are', async () => {
    for (const name of ['two_pages.tif', 'rgb.bmp', 'rgb16.png']) {
      const bytes = await fixture(`formats/${name}`);
      await decodePicture(bytes, { decoder: 'jimp' });
      expect(bytes).toEqual(await fixture(`formats/${name}`));
    }
  });

  it('names the file that does not exist', async () => {
    const path = join(folder, 'absent.jpg');
    await expect(decodePicture(path)).rejects.toThrow(FileError);
    await expect(decodePicture(path)).rejects.toThrow('absent.jpg');
  });

  it('refuses a huge file without reading it', async () => {
    const path = join(folder, 'huge.jpg');
    const handle = await open(path, 'w');
    await handle.truncate(MAX_FILE_BYTES + 1);
    await handle.close();
    await expect(decodePicture(path)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });

  describe.each(['sharp', 'jimp'] as const)('by %s', (decoder) => {
    it.each(['png', 'tiff'])(
      'refuses %s of grey of 16 bits, and says what is read',
      async (kind) => {
        const kinds = await fixture(`kinds-${kind}.json`);
        const all = JSON.parse(Buffer.from(kinds).toString()) as [string, string][];
        const [, file] = all.find(([name]) => name === `grey16.${kind}`)!;
        const decoding = decodePicture(new Uint8Array(Buffer.from(file, 'base64')), { decoder });
        const message = /16 bits.* is not read; convert it to .* PNG of 8 bits/;
        await expect(decoding).rejects.toMatchObject({
          code: 'IMAGE_KIND',
          message: expect.stringMatching(message) as string,
        });
      },
    );

    it.each(['rgb_444.jpg', 'rgb.png', 'palette.gif', 'lzw.tif'])(
      'calls the first half of %s corrupt and names it',
      async (name) => {
        const bytes = await fixture(`formats/${name}`);
        const path = join(folder, name);
        await writeFile(path, bytes.subarray(0, bytes.length / 2));
        const decoding = decodePicture(path, { decoder });
        await expect(decoding).rejects.toMatchObject({ name: 'ImageError', code: 'IMAGE_CORRUPT' });
        await expect(decodePicture(path, { decoder })).rejects.toThrow(name);
      },
    );

    it('ends with a picture or a typed error on a TIFF whose pages form a circle', async () => {
      const tiff = await fixture('formats/rgb.tif');
      const view = new DataView(tiff.buffer);
      const first = view.getUint32(4, true);
      view.setUint32(first + 2 + view.getUint16(first, true) * 12, first, true);
      expect(await decodePicture(tiff, { decoder })).toMatchObject({ width: 31, height: 22 });
    });
  });
});
