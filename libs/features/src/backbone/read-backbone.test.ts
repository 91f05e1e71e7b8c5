import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNetwork } from '@gender/formats';
import { chainNetworks, dense, maxPool, networkOf, relu, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { extractDataset } from '../extract/extract-dataset.js';
import { NetworkBackbone } from './network-backbone.js';
import { readBackbone } from './read-backbone.js';

const inFolder = temporaryFolder();
const five = (value: number): Float32Tensor =>
  tensor('float32', [5], new Float32Array(5).fill(value));
const endings = ['.h5', '.hdf5', '.keras', '.safetensors'];

/** One layer of each kind whose fields could come in another order from another format. */
const kinds: Network = chainNetworks(
  tinyBackbone(),
  networkOf(
    'kinds',
    [4, 4, 5],
    {
      ...{ type: 'batchNormalization', name: 'bn', inputs: ['input'], epsilon: 1e-3 },
      ...{ gamma: five(1), beta: five(2), mean: five(3), variance: five(4) },
    },
    maxPool('max', 'bn'),
    { type: 'globalAveragePool', name: 'average', inputs: ['max'] },
    dense('fc', 'average', {
      kernel: tensor(
        'float32',
        [5, 3],
        Float32Array.from({ length: 15 }, (_, at) => at),
      ),
      bias: tensor('float32', [3], new Float32Array(3)),
    }),
    relu('fc_relu', 'fc'),
  ),
);

describe('readBackbone', () => {
  it.each([
    ['a map', tinyBackbone()],
    ['a vector', kinds],
  ])('reads the same backbone that ends in %s from every format', async (_, network) => {
    const expected = new NetworkBackbone(network);
    for (const ending of endings) {
      await writeNetwork(inFolder(`tiny${ending}`), network);
      const backbone = await readBackbone(inFolder(`tiny${ending}`));
      expect(backbone.fingerprint, ending).toBe(
        (await readBackbone(inFolder('tiny.h5'))).fingerprint,
      );
      expect(backbone.featureShape, ending).toEqual(expected.featureShape);
      expect(backbone.preprocessing, ending).toEqual(expected.preprocessing);
    }
  });

  it('carries scale and order of the channels through every format', async () => {
    const scale = tensor('float32', [3], Float32Array.of(1 / 58.393, 1 / 57.12, 0.1));
    const mean = tensor('float32', [3], Float32Array.of(123.675, 116.28, 103.53));
    const normalization = { mean, scale, channelOrder: 'bgr' } as const;
    for (const ending of endings) {
      await writeNetwork(inFolder(`scaled${ending}`), { ...tinyBackbone(), normalization });
      const { preprocessing } = await readBackbone(inFolder(`scaled${ending}`));
      expect(preprocessing, ending).toEqual(normalization);
    }
  });

  it('makes the same rows from every format, and computes none again', async () => {
    writeColourDataset(inFolder('data', 'Colours'), 2);
    const common = { dataRoot: inFolder('data'), dataset: 'Colours', splits: ['train'] } as const;
    const folder = inFolder('data', 'features');
    const bytes = (): Buffer[] =>
      readdirSync(folder)
        .filter((name) => !name.includes('manifest'))
        .map((name) => readFileSync(join(folder, name)));
    const told: string[] = [];
    const logger = { debug: () => 0, info: (text: string) => told.push(text), warn: () => 0 };
    let first: Buffer[] | undefined;
    for (const ending of endings) {
      await writeNetwork(inFolder(`tiny${ending}`), tinyBackbone());
      await extractDataset({ ...common, backbone: inFolder(`tiny${ending}`), logger });
      first ??= bytes();
      expect(bytes(), ending).toEqual(first);
    }
    expect(told.filter((text) => text.endsWith('is up to date'))).toHaveLength(endings.length - 1);
  });

  it('takes the output that is named of a file with several', async () => {
    const float = { type: 'DT_FLOAT' };
    const dim = [-1, 8, 8, 3].map((size) => ({ size: String(size) }));
    const node = [
      { name: 'x', op: 'Placeholder', attr: { dtype: float, shape: { shape: { dim } } } },
      { name: 'map', op: 'Relu', input: ['x'], attr: { T: float } },
      { name: 'other', op: 'Tanh', input: ['map'], attr: { T: float } },
    ];
    const outputs = { map: { name: 'map:0' }, other: { name: 'other:0' } };
    const model = { modelTopology: { node }, signature: { outputs }, weightsManifest: [] };
    const path = inFolder('several.json');
    writeFileSync(path, JSON.stringify({ format: 'graph-model', ...model }));
    await expect(readBackbone(path)).rejects.toMatchObject({ code: 'TFJS_OUTPUT' });
    const backbones = [];
    for (const features of ['map', 'other']) backbones.push(await readBackbone(path, { features }));
    const types = backbones.map((backbone) =>
      backbone instanceof NetworkBackbone ? backbone.network.layers.map(({ type }) => type) : [],
    );
    expect(types).toEqual([['relu'], ['relu', 'tanh']]);
    await expect(readBackbone(path, { features: 'none' })).rejects.toMatchObject({
      code: 'TFJS_OUTPUT',
    });
  });

  it('refuses a file whose name tells no format', async () => {
    await expect(readBackbone(inFolder('weights.bin'))).rejects.toMatchObject({
      code: 'FORMAT_UNKNOWN',
    });
  });
});
