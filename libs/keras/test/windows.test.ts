import { writeHdf5, type Hdf5GroupWriter } from '@gender/hdf5';
import { layerWeights, type Network } from '@gender/network';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../src/archive/open-archive.js';
import { KerasError, readKerasModel, readKerasWeights, writeKerasModel } from '../src/index.js';
import { chain, conv, fixture, ramp, temporaryFolder, writeZip } from './files.js';

const folder = temporaryFolder();
const name = 'keras2_15_nested_model_head';

function weightsOf({ layers }: Network): unknown[] {
  return layers.map((layer) => [layer.name, layerWeights(layer)]);
}

/** A small archive whose file of weights is written by `write`. */
async function archiveOf(write: (root: Hdf5GroupWriter) => void): Promise<string> {
  const [own, weights] = [join(folder(), 'own.keras'), join(folder(), 'weights.h5')];
  await writeKerasModel(own, chain([8, 8, 3], conv('a')));
  await using archive = await openArchive(own);
  await writeHdf5(weights, write);
  return await writeZip(join(folder(), 'other.keras'), {
    'config.json': archive.config,
    'model.weights.h5': await readFile(weights),
  });
}

function convolution(root: Hdf5GroupWriter, group: string): void {
  root.dataset(`${group}/0`, ramp(3, 3, 3, 4));
  root.dataset(`${group}/1`, ramp(4));
}

describe('a .keras archive that Keras 2.15 has saved on Windows', () => {
  it('holds the network that the one saved elsewhere holds', async () => {
    const { network } = await readKerasModel(fixture(`${name}_windows.keras`));
    expect(weightsOf(network)).toEqual(
      weightsOf((await readKerasModel(fixture(`${name}.h5`))).network),
    );
  });

  it('keeps its bytes where it is packed again with other software', async () => {
    const expected = weightsOf((await readKerasModel(fixture(`${name}_windows.keras`))).network);
    await using archive = await openArchive(fixture(`${name}_windows.keras`));
    const [config, weights] = [archive.config, await readFile(archive.weights)];
    const packed: Record<string, Record<string, Buffer | string>> = {
      'in a folder, by macOS': {
        '__MACOSX/model/._config.json': 'Mac OS X',
        'model/.DS_Store': 'x',
        'model/config.json': config,
        'model/model.weights.h5': weights,
      },
      'two folders deep': { 'a/b/config.json': config, 'a/b/model.weights.h5': weights },
      'with backslashes': { 'model/config.json': config, 'model/model.weights.h5': weights },
    };
    for (const [how, files] of Object.entries(packed)) {
      const path = await writeZip(join(folder(), 'packed.keras'), files);
      if (how === 'with backslashes') {
        const bytes = (await readFile(path))
          .toString('latin1')
          .replaceAll(/model\/(?=config|model)/g, 'model\\');
        await writeFile(path, Buffer.from(bytes, 'latin1'));
      }
      expect(weightsOf((await readKerasModel(path)).network), how).toEqual(expected);
    }
  });

  it('is read where the zip says lengths behind the data alone, as a stream is packed', async () => {
    await using archive = await openArchive(fixture(`${name}_windows.keras`));
    const files = {
      'config.json': archive.config,
      'model.weights.h5': await readFile(archive.weights),
    };
    const path = await writeZip(join(folder(), 'streamed.keras'), files, { asStream: true });
    expect((await readFile(path)).includes('PK\x07\x08')).toBe(true);
    expect((await readKerasModel(path)).network.layers.length).toBeGreaterThan(5);
  });
});

describe('groups of weights', () => {
  it.each([
    ['layers/conv2d/vars'],
    ['layers\\conv2d/vars'],
    ['layers\\conv2d\\vars'],
    ['layers/conv2d\\vars'],
    // Keras 2.13
    ['_layer_checkpoint_dependencies/conv2d/vars'],
    ['_layer_checkpoint_dependencies\\conv2d/vars'],
  ])('are found at %s', async (group) => {
    const path = await archiveOf((root) => convolution(root, group));
    const { network } = await readKerasModel(path);
    expect(layerWeights(network.layers[0]!).map(({ tensor }) => tensor.shape)).toEqual([
      [3, 3, 3, 4],
      [4],
    ]);
  });

  it.each<[string, (root: Hdf5GroupWriter) => void, RegExp]>([
    [
      'two for one layer',
      (root) => {
        convolution(root, 'layers/conv2d/vars');
        convolution(root, 'layers\\conv2d/vars');
      },
      /two groups of weights for layers\/conv2d/,
    ],
    [
      'a gap between arrays',
      (root) => {
        root.dataset('layers/conv2d/vars/0', ramp(3, 3, 3, 4));
        root.dataset('layers/conv2d/vars/2', ramp(4));
      },
      /2 weights at .*conv2d\/vars, but none named 1/,
    ],
    [
      'another layer alone',
      (root) => convolution(root, 'layers/dense/vars'),
      /0 weights for layer "a"/,
    ],
  ])('are refused with %s', async (_, write, words) => {
    const error: unknown = await readKerasModel(await archiveOf(write)).catch(
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(KerasError);
    expect((error as Error).message).toMatch(words);
  });

  it('are found by the names of layers in a file of weights, with either separator', async () => {
    const path = join(folder(), 'named.weights.h5');
    await writeHdf5(path, (root) => {
      convolution(root, 'layers\\conv2d/vars');
      root.group('layers\\conv2d/vars').setAttribute('name', 'a');
    });
    const empty = chain([8, 8, 3], conv('a', { kernel: ramp(3, 3, 3, 4), bias: ramp(4) }));
    expect(weightsOf(await readKerasWeights(path, empty))).toEqual(weightsOf(empty));
  });
});
