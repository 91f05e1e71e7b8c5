import { GenderError } from '@gender/core';
import { layerWeights } from '@gender/network';
import fc from 'fast-check';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KerasError, readKerasModel, writeKerasModel } from '../src/index.js';
import { openArchive } from '../src/archive/open-archive.js';
import { chain, conv, fixture, ramp, temporaryFolder, writeZip } from './files.js';

const folder = temporaryFolder();

async function refusal(path: string): Promise<KerasError> {
  const error: unknown = await readKerasModel(path).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(KerasError);
  expect((error as Error).message).toContain(path);
  expect((error as Error).message).not.toContain('\n');
  return error as KerasError;
}

describe('a .keras archive', () => {
  const saved = [
    'keras2_15_nested_model_head',
    'keras2_15_trained',
    'keras3_batch_norm',
    'keras3_functional_branch',
    'keras3_nested_model_head',
    'keras3_no_compile',
    'keras3_trained',
  ];

  it.each(saved)('of Keras holds the network of the HDF5 file: %s', async (name) => {
    const { network } = await readKerasModel(fixture(`${name}.keras`));
    const inHdf5 = (await readKerasModel(fixture(`${name}.h5`))).network;
    expect(network.layers.map(({ name, type }) => [name, type])).toEqual(
      inHdf5.layers.map(({ name, type }) => [name, type]),
    );
    expect(network.layers.flatMap(layerWeights)).toEqual(inHdf5.layers.flatMap(layerWeights));
  });

  it('of ours keeps everything and has the same bytes every time', async () => {
    const [once, twice] = [join(folder(), 'once.keras'), join(folder(), 'twice.KERAS')];
    const network = {
      ...chain(
        [8, 8, 3],
        conv('conv1'),
        { type: 'globalAveragePool', name: 'pool' },
        { type: 'dense', name: 'fc', kernel: ramp(4, 2) },
      ),
      classes: ['a', 'ü'],
      normalization: { mean: ramp(8, 8, 3), interpolation: 'bicubic' },
    };
    await writeKerasModel(once, network, { metadata: { mode: 'network' } });
    expect(await readKerasModel(once)).toEqual({
      network,
      metadata: { mode: 'network' },
      stored: new Map(),
    });
    await writeKerasModel(twice, network, { metadata: { mode: 'network' } });
    expect((await readFile(twice)).equals(await readFile(once))).toBe(true);
    expect((await readdir(folder())).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('is known by its first bytes, whatever its name', async () => {
    const path = join(folder(), 'model.h5');
    await writeFile(path, await readFile(fixture('keras3_no_compile.keras')));
    expect((await readKerasModel(path)).network.layers.length).toBeGreaterThan(5);
  });

  it('has its unpacked weights removed', async () => {
    const archive = await openArchive(fixture('keras3_no_compile.keras'));
    const unpacked = (await readFile(archive.weights)).length;
    await archive[Symbol.asyncDispose]();
    expect(unpacked).toBeGreaterThan(10_000);
    await expect(readFile(archive.weights)).rejects.toThrow(/ENOENT/);
  });
});

describe('an archive that is damaged or hostile', () => {
  const whole = readFile(fixture('keras3_no_compile.keras'));

  async function writeChanged(name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
    const path = join(folder(), name);
    await writeFile(path, change(Buffer.from(await whole)));
    return path;
  }

  it('is refused when it is cut short', async () => {
    for (const length of [4, 100, 20_000]) {
      const path = await writeChanged('cut.keras', (bytes) => bytes.subarray(0, length));
      expect(await refusal(path)).toMatchObject({ code: 'KERAS_FORMAT' });
    }
  });

  it('is refused when a bit of a weight is another', async () => {
    const path = await writeChanged('bit.keras', (bytes) => {
      bytes[20_000]! ^= 1;
      return bytes;
    });
    expect((await refusal(path)).message).toMatch(/checksum of model.weights.h5/);
  });

  it('is read or refused with a typed error, whatever bytes are changed', async () => {
    const { length } = await whole;
    const change = fc.tuple(fc.nat(length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const path = await writeChanged('fuzz.keras', (bytes) => {
          for (const [place, mask] of changes) bytes[place]! ^= mask;
          return bytes;
        });
        const error: unknown = await readKerasModel(path).catch((cause: unknown) => cause);
        if (error instanceof Error) expect(error).toBeInstanceOf(GenderError);
      }),
      { numRuns: 150 },
    );
  });

  it.each<[string, Record<string, Buffer | string>, RegExp]>([
    ['no weights', { 'config.json': '{}' }, /no model.weights.h5/],
    ['no configuration', { 'model.weights.h5': Buffer.alloc(1) }, /no config.json/],
    [
      'more than it can hold',
      { 'config.json': '{}', 'model.weights.h5': Buffer.alloc(10_000_000) },
      /claims 10000000/,
    ],
  ])('is refused for %s', async (_, files, words) => {
    const error = await refusal(await writeZip(join(folder(), 'odd.keras'), files));
    expect(error.code).toBe('KERAS_FORMAT');
    expect(error.message).toMatch(words);
  });

  it('is refused for paths that leave it', async () => {
    const path = await writeZip(join(folder(), 'path.keras'), { 'aa/config.json': '{}' });
    const bytes = await readFile(path);
    await writeFile(path, Buffer.from(bytes.toString('latin1').replaceAll('aa/', '../'), 'latin1'));
    expect((await refusal(path)).message).toMatch(/invalid relative path: \.\.\/config\.json/);
  });

  it('is refused for two files of one name', async () => {
    const files = { 'config.json': '{}', 'confiq.json': '{}' };
    const path = await writeZip(join(folder(), 'two.keras'), files);
    const bytes = await readFile(path);
    const renamed = bytes.toString('latin1').replaceAll('confiq', 'config');
    await writeFile(path, Buffer.from(renamed, 'latin1'));
    expect((await refusal(path)).message).toMatch(/two config.json/);
  });

  it('is refused when layers have no weights or too many', async () => {
    const config = await configOf('keras3_no_compile.keras');
    const path = join(folder(), 'other.keras');
    await writeKerasModel(path, chain([8, 8, 3], conv('a')));
    await using other = await openArchive(path);
    const mixed = await writeZip(join(folder(), 'mixed.keras'), {
      'config.json': config,
      'model.weights.h5': await readFile(other.weights),
    });
    expect(await refusal(mixed)).toMatchObject({
      code: 'KERAS_WEIGHTS',
      message: expect.stringMatching(/0 weights for layer "conv2_1".*expected 2/) as string,
    });
  });
});

async function configOf(name: string): Promise<string> {
  await using archive = await openArchive(fixture(name));
  return archive.config;
}
