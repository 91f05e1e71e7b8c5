import { bytesOf, elementCount, fromBytes, tensor, type DType, type Tensor } from '@gender/tensor';
import fc from 'fast-check';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  Hdf5Error,
  MAX_ATTRIBUTE_BYTES,
  openHdf5,
  readStoredFloats,
  writeHdf5,
  type Hdf5Group,
} from '../src/index.js';
import { fixture, temporaryFolder } from './files.js';

const folder = temporaryFolder();

const dtypes = [
  'float32',
  'float64',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
] as const satisfies readonly DType[];

/** Tensors of any bytes, of numbers that are none as well. */
const tensors: fc.Arbitrary<Tensor> = fc
  .tuple(
    fc.constantFrom(...dtypes),
    fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }),
    fc.infiniteStream(fc.nat(255)),
  )
  .map(([dtype, shape, stream]) => {
    const width = Number(/\d+/.exec(dtype)) / 8;
    const bytes = Uint8Array.from(stream.take(elementCount(shape) * width));
    return tensor(dtype, shape, fromBytes(dtype, bytes));
  });

const texts = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0'));

const names = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019_-.:$é ž'), minLength: 1, maxLength: 8 })
  .filter((name) => !/^\.+$/.test(name));

const plain = (read: Tensor | undefined): unknown =>
  read && { dtype: read.dtype, shape: read.shape, bytes: [...bytesOf(read)] };

describe('what is written', () => {
  it('is read, whatever the names, types, shapes and bits', async () => {
    const path = join(folder(), 'any.h5');
    const content = fc.dictionary(names, tensors, { maxKeys: 5, noNullPrototype: true });
    const attributes = fc.dictionary(names, fc.oneof(texts, fc.array(texts, { maxLength: 4 })), {
      maxKeys: 5,
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(content, attributes, async (datasets, values) => {
        await writeHdf5(path, (root) => {
          for (const [name, value] of Object.entries(values)) root.setAttribute(name, value);
          for (const [name, source] of Object.entries(datasets)) {
            root.dataset(`group/${name}`, source);
          }
        });
        using file = await openHdf5(path);
        const group = file.root.group('group');
        expect(group?.names().toSorted() ?? []).toEqual(Object.keys(datasets).toSorted());
        for (const [name, source] of Object.entries(datasets)) {
          expect(plain(group?.dataset(name)?.read())).toEqual(plain(source));
        }
        for (const [name, value] of Object.entries(values)) {
          expect(file.root.attribute(name)).toEqual(value);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is read by any range of rows as by itself', async () => {
    const path = join(folder(), 'rows.h5');
    const ranges = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.nat(5), ranges, async (rows, width, wanted) => {
        const data = Int32Array.from({ length: rows * width }, (_, at) => at);
        await writeHdf5(path, (root) => root.dataset('x', tensor('int32', [rows, width], data)));
        using file = await openHdf5(path);
        const dataset = file.root.dataset('x')!;
        for (const [a, b] of wanted) {
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          if (end > rows) expect(() => dataset.readRows(start, end)).toThrow(RangeError);
          else {
            const expected = tensor(
              'int32',
              [end - start, width],
              data.slice(start * width, end * width),
            );
            expect(dataset.readRows(start, end)).toEqual(expected);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('lies in the file where it says, as it is in memory', async () => {
    const path = join(folder(), 'stored.h5');
    const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(shapes, { minLength: 1, maxLength: 4 }), async (all) => {
        const sources = all.map((shape, index) => {
          const data = Float32Array.from(
            { length: elementCount(shape) },
            (_, at) => at / 3 + index,
          );
          return tensor('float32', shape, data);
        });
        await writeHdf5(path, (root) => {
          sources.forEach((source, index) => root.dataset(`layer/${index}`, source));
        });
        using file = await openHdf5(path);
        for (const [index, source] of sources.entries()) {
          const stored = file.root.dataset(`layer/${index}`)?.stored();
          expect(readStoredFloats(stored!)).toEqual(source.data);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('the largest attribute', () => {
  it.each([
    ['strings', (size: number): string[] => ['x'.repeat(size - 1)]],
    ['numbers', (size: number): Tensor => tensor('uint8', [size], new Uint8Array(size).fill(7))],
  ])('has 64 512 bytes: %s', async (_, valueOf) => {
    const path = join(folder(), 'limit.h5');
    await writeHdf5(path, (root) => root.setAttribute('a', valueOf(MAX_ATTRIBUTE_BYTES)));
    using file = await openHdf5(path);
    expect(file.root.attribute('a')).toEqual(valueOf(MAX_ATTRIBUTE_BYTES));
    const tooLarge = writeHdf5(path, (root) =>
      root.setAttribute('a', valueOf(MAX_ATTRIBUTE_BYTES + 1)),
    );
    await expect(tooLarge).rejects.toMatchObject({
      code: 'HDF5_VALUE',
      message: expect.stringContaining('64513 bytes, HDF5 takes 64512') as string,
    });
  });
});

/** Everything in a file, as a text for each path. */
function contentsOf(group: Hdf5Group): Record<string, unknown> {
  const entries = group.names().flatMap((name): [string, unknown][] => {
    const member = group.get(name);
    if (member?.kind === 'group') return Object.entries(contentsOf(member));
    return member?.kind === 'dataset' ? [[member.path, plain(member.read())]] : [];
  });
  return Object.fromEntries(entries);
}

describe('a user block', () => {
  it.each([512, 1024, 2048, 4096])('of %d bytes changes nothing', async (length) => {
    const path = join(folder(), 'behind.h5');
    const whole = { matrix: tensor('float32', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)) };
    await writeHdf5(path, (root) => root.dataset('a/matrix', whole.matrix));
    using before = await openHdf5(path);
    const expected = contentsOf(before.root);
    const offset = before.root.dataset('a/matrix')?.stored()?.offset;
    await writeFile(
      `${path}.user`,
      Buffer.concat([Buffer.alloc(length, 0x20), await readFile(path)]),
    );
    using behind = await openHdf5(`${path}.user`);
    expect(contentsOf(behind.root)).toEqual(expected);
    expect(behind.root.dataset('a/matrix')?.stored()?.offset).toBe(offset! + length);
  });

  it.each([1, 100, 511, 513, 1000])('cannot have %d bytes', async (length) => {
    const path = join(folder(), 'odd.h5');
    const bytes = await readFile(fixture('kinds.h5'));
    await writeFile(path, Buffer.concat([Buffer.alloc(length, 0x20), bytes]));
    await expect(openHdf5(path)).rejects.toMatchObject({ code: 'HDF5_FORMAT' });
  });
});

describe('a file that is cut', () => {
  it('is refused, or gives what is whole, at any length', async () => {
    const path = join(folder(), 'cut.h5');
    const sources = [3, 50, 400].map((length) =>
      tensor(
        'float32',
        [length],
        Float32Array.from({ length }, (_, at) => at),
      ),
    );
    await writeHdf5(path, (root) => {
      sources.forEach((source, index) => root.dataset(`layer${index}/kernel`, source));
    });
    const whole = await readFile(path);
    using file = await openHdf5(path);
    const expected = contentsOf(file.root);
    for (let length = 0; length < whole.length; length += 97) {
      await writeFile(`${path}.part`, whole.subarray(0, length));
      try {
        using part = await openHdf5(`${path}.part`);
        expect(expected).toMatchObject(contentsOf(part.root));
      } catch (cause) {
        expect(cause).toBeInstanceOf(Hdf5Error);
        expect(cause).toMatchObject({ code: 'HDF5_FORMAT' });
      }
    }
  });
});

describe('several files at once', () => {
  it('do not see each other', async () => {
    const paths = ['one.h5', 'two.h5', 'three.h5'].map((name) => join(folder(), name));
    await Promise.all(
      paths.map((path, index) =>
        writeHdf5(path, async (root) => {
          root.setAttribute('name', path);
          await new Promise((resolve) => setImmediate(resolve));
          root.dataset('x', tensor('int8', [1], Int8Array.of(index)));
        }),
      ),
    );
    const files = await Promise.all(paths.map((path) => openHdf5(path)));
    expect(files.map(({ root }) => root.attribute('name'))).toEqual(paths);
    files[1]!.close();
    expect(files[0]!.root.dataset('x')?.read().data[0]).toBe(0);
    expect(files[2]!.root.dataset('x')?.read().data[0]).toBe(2);
    files[0]!.close();
    files[2]!.close();
  });

  it('are closed for everything that was taken from them', async () => {
    const file = await openHdf5(fixture('kinds.h5'));
    const group = file.root.group('little')!;
    const dataset = file.root.dataset('chunked')!;
    file.close();
    for (const use of [
      () => group.names(),
      () => group.get('float32'),
      () => dataset.read(),
      () => dataset.attributeNames(),
      () => dataset.identity(),
      () => [...dataset.pieces()],
    ]) {
      expect(use).toThrow(expect.objectContaining({ name: 'Hdf5Error', code: 'HDF5_CLOSED' }));
    }
  });
});

describe('an object', () => {
  it('is itself by every path, and no other', async () => {
    using file = await openHdf5(fixture('kinds.h5'));
    const [one, same] = [
      file.root.dataset('little/int8'),
      file.root.group('little')?.dataset('int8'),
    ];
    expect(one?.identity()).toBe(same?.identity());
    const others = ['little/uint8', 'big/int8'].map((path) => file.root.dataset(path)?.identity());
    expect(new Set([one?.identity(), ...others]).size).toBe(3);
  });
});
