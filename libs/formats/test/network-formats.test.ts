import { layerWeights, type Network } from '@gender/network';
import { temporaryFolder } from '@gender/testing';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  compareFiles,
  isNetworkName,
  networkFiles,
  readNetwork,
  writeNetwork,
} from '../src/index.js';
import { findFormat, listEndings, networkFormats } from '../src/network-formats.js';
import { fixture } from './reference-files.js';

const inFolder = temporaryFolder();
const vgg = fixture('mat/test/fixtures/oxford_net_v7.mat');
const endings = networkFormats.flatMap((format) =>
  format.endings.map((ending) => ({ ending, format })),
);
const both = endings.filter(({ format }) => format.read && format.write);

/** Everything that a file can say of a network's use, and a mean that is a colour. */
async function backbone(): Promise<Network> {
  const network = await readNetwork(vgg);
  const normalization = {
    ...{ ...network.normalization!, keepAspect: true, border: [2, 4] as const },
    ...{ ignoreOrientation: true, alignment: 'dlib' },
    faces: {
      ...{ version: 1, detector: 'face-api', which: 'largest' as const },
      ...{ template: 'dlib', size: 150 },
    },
  };
  return { ...network, normalization };
}

describe('a table of formats', () => {
  test('has no ending twice, and none that ends in another', () => {
    const all = endings.map(({ ending }) => ending);
    for (const one of all) expect(all.filter((other) => one.endsWith(other))).toEqual([one]);
  });

  test('has endings in lower case, which are found in any', () => {
    for (const { ending, format } of endings) {
      expect(ending).toBe(ending.toLowerCase());
      expect(findFormat(`models/a${ending}`)).toBe(format);
      expect(findFormat(`MODELS/A${ending.toUpperCase()}`)).toBe(format);
    }
  });

  test('does something with every format, and reads all that are not looked into otherwise', () => {
    for (const { endings: ends, named = [], ...format } of networkFormats) {
      const { read, write, describe: look, holds } = format;
      expect([...ends, ...named]).not.toEqual([]);
      expect(read ?? write).toBeDefined();
      expect(holds).toContain('weights');
      if (look === undefined && read === undefined) expect(write).toBeDefined();
    }
  });

  test.each(['read', 'write'] as const)('lists the endings that can be used to %s', (use) => {
    const listed = listEndings(use)
      .replace(/ \(.*?\)/g, '')
      .split(', ');
    const serving = networkFormats.filter((format) => format[use]);
    expect(listed).toEqual(
      serving.flatMap((format) => [...format.endings, ...(format.named ?? [])]),
    );
  });

  test('is what the README says', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, , ...rows] = readme
      .slice(readme.indexOf('| ends in'), readme.indexOf('A new format is one row'))
      .trim()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()));
    const written = rows.map(([, names, name, read, write]) => ({
      endings: [...names!.matchAll(/`(.*?)`/g)].map(([, ending]) => ending),
      name,
      read: read !== '',
      write: write !== '',
    }));
    const table = networkFormats.map(({ endings, named = [], name, read, write }) => ({
      endings: [...endings, ...named],
      name,
      read: read !== undefined,
      write: write !== undefined,
    }));
    expect(written).toEqual(table);
  });
});

describe.each(both)('a backbone written as $ending', ({ ending, format }) => {
  const path = (): string => inFolder(`backbone${ending}`);

  test('comes back with its weights, to the bit', async () => {
    const network = await backbone();
    await writeNetwork(path(), network);
    const read = await readNetwork(path());
    const weights = ({ layers }: Network): object[] =>
      layers.flatMap((layer) => layerWeights(layer).map(({ tensor }) => tensor));
    expect(weights(network).length).toBeGreaterThan(10);
    expect(weights(read)).toEqual(weights(network));
    expect(read.input.shape).toEqual(network.input.shape);
  });

  test('comes back with what the table says that it holds', async () => {
    const network = { ...(await backbone()), temperature: 1.0625 };
    await writeNetwork(path(), network);
    const read = await readNetwork(path());
    expect(read.temperature).toBe(format.holds.includes('temperature') ? 1.0625 : undefined);
    expect(read.classes).toEqual(format.holds.includes('classes') ? network.classes : undefined);
    expect(read.normalization).toEqual(
      format.holds.includes('normalization') ? network.normalization : undefined,
    );
  });

  test('comes back with a mean that is a whole picture', async () => {
    const network = await backbone();
    const [height, width] = network.input.shape;
    const data = Float32Array.from({ length: height! * width! * 3 }, (_, at) => (at % 255) + 0.5);
    const mean = { dtype: 'float32' as const, shape: [height!, width!, 3], data };
    await writeNetwork(path(), { ...network, normalization: { mean } });
    expect((await readNetwork(path())).normalization).toEqual({ mean });
  });

  test('comes back without what it did not have', async () => {
    const { classes: _, normalization: __, ...plain } = await backbone();
    await writeNetwork(path(), plain);
    const read = await readNetwork(path());
    expect([read.classes, read.temperature, read.normalization]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('is kept up to a layer, without the names of classes', async () => {
    await writeNetwork(path(), await backbone());
    const part = await readNetwork(path(), { until: 'pool5' });
    expect(part).toMatchObject({ output: 'pool5', classes: undefined });
    expect(part.normalization).toBeDefined();
    await expect(readNetwork(path(), { until: 'pool9' })).rejects.toMatchObject({
      name: 'NetworkError',
    });
  });

  test('is written in the same bytes again', async () => {
    const network = await backbone();
    await writeNetwork(path(), network);
    const files = async (): Promise<Buffer[]> =>
      Promise.all((await networkFiles(path())).map((file) => readFile(file)));
    const first = await files();
    await writeNetwork(path(), network);
    expect(await files()).toEqual(first);
  });
});

describe('face-api', () => {
  test('stands for the network of the package, which is written and compared like a file', async () => {
    const { output } = await readNetwork('face-api', { includeTop: false });
    expect([output, await networkFiles('face-api')]).toEqual([
      'pool',
      [expect.stringMatching(/manifest\.json$/), expect.stringMatching(/\.bin$/)],
    ]);
    // Its first five blocks, a small part of the weights, have layers of every kind but the last.
    const until = 'conv64_1_relu2';
    const network = await readNetwork('face-api', { until });
    const path = inFolder('face_api.h5');
    await writeNetwork(path, network);
    const { maxAbsolute, equal } = await compareFiles('face-api', path, { until });
    expect([equal, maxAbsolute]).toEqual([true, 0]);
    expect((await readNetwork(path)).normalization).toEqual(network.normalization);
  });

  test.each([
    ['detector', 'boxes', [416, 416, 3]],
    ['landmarks', 'points', [112, 112, 3]],
  ])('has a name for its network that finds faces: %s', async (network, output, shape) => {
    const name = `face-api-${network}`;
    expect(isNetworkName(name)).toBe(true);
    for (const includeTop of [true, false]) {
      const found = await readNetwork(name, { includeTop });
      expect([found.output, found.input.shape]).toEqual([output, shape]);
    }
    expect(await networkFiles(name)).toEqual([
      expect.stringContaining(network === 'detector' ? 'tiny_face_detector' : 'face_landmark_68'),
      expect.stringMatching(/\.bin$/),
    ]);
  });

  test('is a name, and no file or folder of that name', () => {
    expect(['face-api', './face-api', 'face-api/', 'Face-API'].map(isNetworkName)).toEqual([
      true,
      ...[false, false, false],
    ]);
  });
});
