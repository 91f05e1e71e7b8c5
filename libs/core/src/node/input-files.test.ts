import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { InputFiles } from './input-files.js';

async function twoFiles(): Promise<[weights: string, architecture: string]> {
  const folder = await mkdtemp(join(tmpdir(), 'gender-core-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const paths = [join(folder, 'weights'), join(folder, 'architecture')] as const;
  await writeFile(paths[0], 'abc');
  await writeFile(paths[1], '');
  return [...paths];
}

/** From FIPS 180-2, appendix B.1, and of nothing. */
const OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

it('files that stay as they are have their hashes, in the order they were named', async () => {
  const [weights, architecture] = await twoFiles();
  const inputs = await InputFiles.look([weights, architecture]);
  const hashes = await inputs.hashes();
  expect(Object.entries(hashes)).toEqual([
    [weights, OF_ABC],
    [architecture, OF_NOTHING],
  ]);
  expect(await (await InputFiles.look([])).hashes()).toEqual({});
});

it.each([
  ['grows', (path: string) => writeFile(path, 'abcd')],
  ['is written again in the same length', (path: string) => writeFile(path, 'xyz')],
  [
    'is replaced by another',
    async (path: string) => {
      await writeFile(`${path}.new`, 'xyz');
      await utimes(`${path}.new`, 1, 1);
      await rename(`${path}.new`, path);
    },
  ],
])('a file that %s after it was looked at is refused', async (_, change) => {
  const [weights, architecture] = await twoFiles();
  await utimes(weights, 10, 10);
  const inputs = await InputFiles.look([architecture, weights]);
  await change(weights);
  await expect(inputs.hashes()).rejects.toMatchObject({
    code: 'FILE_CHANGED',
    message: `${weights} was changed or replaced while it was in use, so that it is not known what was read; run again`,
  });
});

it('a file that is not there, or goes away, is named', async () => {
  const [weights, architecture] = await twoFiles();
  const inputs = await InputFiles.look([weights]);
  await rm(weights);
  await expect(inputs.hashes()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(InputFiles.look([architecture, weights])).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    message: expect.stringContaining(weights) as string,
  });
});
