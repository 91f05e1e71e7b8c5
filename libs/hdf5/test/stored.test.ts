import { readFile, truncate } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tensor } from '@gender/tensor';
import { openHdf5, writeHdf5 } from '../src/index.js';
import { fixture, temporaryFolder } from './files.js';

const folder = temporaryFolder();

describe('stored', () => {
  it('says where the elements lie as they are in memory, behind a user block', async () => {
    using file = await openHdf5(fixture('kinds.h5'));
    const dataset = file.root.dataset('little/float32');
    const stored = dataset?.stored();
    expect(stored).toMatchObject({ path: resolve(fixture('kinds.h5')), byteLength: 24 });
    const bytes = await readFile(fixture('kinds.h5'));
    const elements = [...Array(6).keys()].map((at) => bytes.readFloatLE(stored!.offset + 4 * at));
    expect(elements).toEqual([...(dataset?.read().data ?? [])]);
  });

  it.each(['big/float32', 'little/float16'])('leaves %s to HDF5', async (name) => {
    using file = await openHdf5(fixture('kinds.h5'));
    expect(file.root.dataset(name)?.stored()).toBeUndefined();
  });

  it('notices that the file has become shorter', async () => {
    const path = join(folder(), 'shorter.h5');
    const values = tensor('float32', [100], new Float32Array(100));
    await writeHdf5(path, (root) => root.dataset('values', values));
    using file = await openHdf5(path);
    const dataset = file.root.dataset('values');
    await truncate(path, dataset!.stored()!.offset + 100);
    expect(() => dataset!.read()).toThrowError(
      expect.objectContaining({
        code: 'HDF5_FORMAT',
        message: `${path} ends 300 bytes before the end of a dataset; get the file again`,
      }),
    );
  });
});
