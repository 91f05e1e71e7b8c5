import { FileError } from '@gender/core/node';
import { tensor, type Tensor } from '@gender/tensor';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Hdf5Error, openHdf5, writeHdf5, type Hdf5GroupWriter } from '../src/index.js';
import { temporaryFolder } from './files.js';

const folder = temporaryFolder();

function ramp(shape: readonly number[]): Tensor<'float32'> {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length }, (_, index) => index),
  );
}

describe('writeHdf5', () => {
  it('writes tensors that read back equal', async () => {
    const path = join(folder(), 'tensors.h5');
    const tensors: Record<string, Tensor> = {
      matrix: ramp([3, 5]),
      scalar: tensor('float64', [], Float64Array.of(Math.PI)),
      none: ramp([0, 4]),
      bytes: tensor('uint8', [3], Uint8Array.of(0, 128, 255)),
      small: tensor('int16', [2], Int16Array.of(-32768, 32767)),
      long: tensor('int64', [2, 1], BigInt64Array.of(-1n, 2n ** 62n)),
    };
    await writeHdf5(path, (root) => {
      for (const [name, source] of Object.entries(tensors)) root.dataset(`a/b/${name}`, source);
    });
    using file = await openHdf5(path);
    for (const [name, source] of Object.entries(tensors)) {
      expect(file.root.dataset(`a/b/${name}`)?.read()).toEqual(source);
    }
    expect(file.root.group('a/b')?.names().toSorted()).toEqual(Object.keys(tensors).toSorted());
  });

  it('writes and reads arrays larger than a piece', async () => {
    const path = join(folder(), 'large.h5');
    const large = ramp([5, 1000, 1000]);
    await writeHdf5(path, (root) => root.dataset('large', large));
    using file = await openHdf5(path);
    const dataset = file.root.dataset('large')!;
    expect(Buffer.compare(bytes(dataset.read()), bytes(large))).toBe(0);
    expect(dataset.readRows(2, 3).data[0]).toBe(2e6);
    const pieces = [...dataset.pieces()].map(bytes);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.compare(Buffer.concat(pieces), bytes(large))).toBe(0);
  });

  it('writes rows that come piece by piece to the same bytes as the whole tensor', async () => {
    const whole = ramp([7, 4]);
    const inPieces = async function* (): AsyncGenerator<Tensor['data']> {
      for (const [start, end] of [
        [0, 3],
        [3, 3],
        [3, 7],
      ]) {
        yield await Promise.resolve(whole.data.subarray(start! * 4, end! * 4));
      }
    };
    const paths = ['whole.h5', 'pieces.h5'].map((name) => join(folder(), name));
    await writeHdf5(paths[0]!, (root) => root.dataset('a/b', whole));
    await writeHdf5(paths[1]!, (root) => root.datasetOfRows('a/b', whole, inPieces()));
    const [expected, written] = await Promise.all(paths.map((path) => readFile(path)));
    expect(written!.equals(expected!)).toBe(true);
  });

  it.each([
    ['rows are missing', [8], 'ends after 2 of its 3 rows'],
    ['there are too many', [8, 8], '32 bytes do not fit behind row 2'],
    ['a row is cut', [6], '24 bytes do not fit behind row 0'],
  ])('writes no file when %s', async (_, lengths, words) => {
    const path = join(folder(), 'rows.h5');
    const pieces = lengths.map((length) => new Float32Array(length));
    const header = { dtype: 'float32', shape: [3, 4] } as const;
    const writing = writeHdf5(path, (root) => root.datasetOfRows('rows', header, pieces));
    await expect(writing).rejects.toMatchObject({ code: 'HDF5_VALUE' });
    await expect(writing).rejects.toThrow(words);
    expect(await readdir(folder())).not.toContain('rows.h5');
  });

  it('writes attributes that read back equal', async () => {
    const path = join(folder(), 'attributes.h5');
    const mean = tensor('float64', [3], Float64Array.of(129.1863, 104.7624, 93.594));
    await writeHdf5(path, (root) => {
      root.setAttribute('text', 'žena / muž  ');
      root.setAttribute('empty', '');
      root.setAttribute('names', ['Female', 'Male', '']);
      root.setAttribute('no_names', []);
      root.setAttribute('mean', mean);
      root.group('inner').setAttribute('long', 'x'.repeat(200_000));
    });
    using file = await openHdf5(path);
    expect(file.root.attribute('text')).toBe('žena / muž  ');
    expect(file.root.attribute('empty')).toBe('');
    expect(file.root.attribute('names')).toEqual(['Female', 'Male', '']);
    expect(file.root.attribute('no_names')).toEqual([]);
    expect(file.root.attribute('mean')).toEqual(mean);
    expect(file.root.group('inner')?.attribute('long')).toBe('x'.repeat(200_000));
  });

  it('stores strings so that h5py 2.9 reads bytes: ASCII, and of fixed length where they fit', async () => {
    const path = join(folder(), 'types.h5');
    await writeHdf5(path, (root) => {
      root.setAttribute('text', 'tensorflow');
      root.setAttribute('names', ['conv1', 'größe']);
      root.setAttribute('long', 'x'.repeat(70_000));
    });
    using file = await openHdf5(path);
    expect(file.root.stringType('text')).toEqual({ length: 11, charset: 'ascii' });
    expect(file.root.stringType('names')).toEqual({ length: 8, charset: 'ascii' });
    expect(file.root.stringType('long')).toEqual({ length: 'variable', charset: 'ascii' });
  });
});

describe('equal content', () => {
  afterEach(() => vi.useRealTimers());

  it('is equal bytes, whatever the time', async () => {
    const write = async (name: string, now: number): Promise<Buffer> => {
      vi.useFakeTimers({ now, toFake: ['Date'] });
      const path = join(folder(), name);
      await writeHdf5(path, (root) => {
        root.setAttribute('text', 'x'.repeat(70_000));
        root.dataset('group/array', ramp([4, 4]));
        root.dataset('scalar', tensor('int32', [], Int32Array.of(1)));
      });
      return readFile(path);
    };
    const first = await write('first.h5', Date.UTC(2026, 0, 1));
    const second = await write('the second.h5', Date.UTC(2027, 5, 6, 7, 8, 9));
    expect(first.equals(second)).toBe(true);
  });
});

describe('a file that cannot be written', () => {
  const refused: [string, (root: Hdf5GroupWriter) => void][] = [
    ['a zero byte', (root) => root.setAttribute('a', 'x\0y')],
    ['an attribute above 64 KB', (root) => root.setAttribute('a', ramp([20_000]))],
    ['names above 64 KB', (root) => root.setAttribute('a', ['x'.repeat(40_000), 'y'])],
    ['an empty name', (root) => root.dataset('a//b', ramp([1]))],
    [
      'a path written twice',
      (root) => {
        root.dataset('a', ramp([1]));
        root.dataset('a', ramp([1]));
      },
    ],
  ];

  it.each(refused)('is refused for %s and leaves the old one', async (_, write) => {
    const inner = join(folder(), 'refused');
    await mkdir(inner, { recursive: true });
    const path = join(inner, 'old.h5');
    await writeFile(path, 'old');
    const error: unknown = await writeHdf5(path, write).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Hdf5Error);
    expect(error).toMatchObject({ code: 'HDF5_VALUE' });
    expect((error as Error).message).toContain(path);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(inner)).toEqual(['old.h5']);
  });

  it('passes errors of the caller through', async () => {
    const writing = writeHdf5(join(folder(), 'never.h5'), () => {
      throw new RangeError('mine');
    });
    await expect(writing).rejects.toThrow(RangeError);
  });

  it('says which place cannot be written to', async () => {
    await writeFile(join(folder(), 'file'), '');
    await expect(writeHdf5(join(folder(), 'file/x.h5'), () => undefined)).rejects.toThrow(
      FileError,
    );
  });
});

function bytes({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
