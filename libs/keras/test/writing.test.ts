import { openHdf5 } from '@gender/hdf5';
import type { Network } from '@gender/network';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  KerasError,
  openKerasWeights,
  readKerasModel,
  readKerasWeights,
  writeKerasModel,
  writeKerasWeights,
} from '../src/index.js';
import { chain, conv, fixture, ramp, readConfig, temporaryFolder, type Link } from './files.js';

const folder = temporaryFolder();
const pool = (name: string, padding: readonly [number, number, number, number]): Link => ({
  type: 'maxPool',
  name,
  poolSize: [2, 2],
  strides: [2, 2],
  padding,
});
const relu = (name: string, negativeSlope = 0): Link => ({ type: 'relu', name, negativeSlope });

/** Class and name of each layer of the `Sequential` that a network is written as. */
async function layersOf(network: Network): Promise<string[]> {
  const path = join(folder(), 'layers.h5');
  await writeKerasModel(path, network);
  const { config } = (await readConfig(path)) as Sequential;
  return config.layers.map(({ class_name: className, config: { name, padding, activation } }) =>
    [className, name, padding === undefined ? '' : JSON.stringify(padding), activation ?? '']
      .filter(Boolean)
      .join(' '),
  );
}

interface Sequential {
  config: {
    layers: {
      class_name: string;
      config: { name: string; padding?: unknown; activation?: string };
    }[];
  };
}

describe('the Sequential that is written', () => {
  it('carries activations in the layers before them', async () => {
    const network = chain(
      [8, 8, 3],
      conv('conv1'),
      relu('relu1'),
      pool('pool1', [0, 0, 0, 0]),
      relu('relu2'),
      { type: 'flatten', name: 'flatten' },
      { type: 'dense', name: 'fc', kernel: ramp(64, 2) },
      { type: 'softmax', name: 'prob' },
    );
    expect(await layersOf(network)).toEqual([
      'InputLayer image',
      'Conv2D conv1 "same" relu',
      'MaxPooling2D pool1 "valid"',
      'Activation relu2 relu',
      'Flatten flatten',
      'Dense fc softmax',
    ]);
  });

  it('pads before a convolution where Keras has no word for it', async () => {
    const network = chain(
      [8, 8, 3],
      conv('a', { padding: [0, 1, 2, 1] }),
      conv('b', { kernel: ramp(3, 3, 4, 4), padding: [0, 0, 0, 0], bias: undefined }),
    );
    expect(await layersOf(network)).toEqual([
      'InputLayer image',
      'ZeroPadding2D a_padding [[0,1],[2,1]]',
      'Conv2D a "valid" linear',
      'Conv2D b "valid" linear',
    ]);
  });

  it('leaves out padding that no window of a pool reaches', async () => {
    expect(await layersOf(chain([8, 8, 3], pool('p', [0, 1, 0, 1])))).toEqual([
      'InputLayer image',
      'MaxPooling2D p "valid"',
    ]);
  });

  it('writes a leaky ReLU as a layer', async () => {
    expect(await layersOf(chain([8, 8, 3], conv('c'), relu('leaky', 0.1)))).toEqual([
      'InputLayer image',
      'Conv2D c "same" linear',
      'ReLU leaky',
    ]);
  });
});

describe('a written file', () => {
  it('has the attributes of tf.keras, lists of names as fixed-length strings', async () => {
    const path = join(folder(), 'attributes.h5');
    await writeKerasModel(
      path,
      chain([8, 8, 3], conv('conv1'), relu('relu1'), pool('pool1', [0, 0, 0, 0])),
    );
    using file = await openHdf5(path);
    const weights = file.root.group('model_weights')!;
    expect(file.root.attributeNames()).toEqual(['backend', 'keras_version', 'model_config']);
    expect(weights.attribute('layer_names')).toEqual(['conv1', 'pool1']);
    expect(weights.group('conv1')?.attribute('weight_names')).toEqual([
      'conv1/kernel:0',
      'conv1/bias:0',
    ]);
    expect(weights.group('pool1')?.attribute('weight_names')).toEqual([]);
    expect(weights.dataset('conv1/conv1/kernel:0')?.read()).toEqual(ramp(3, 3, 3, 4));
  });

  it('stores strings as h5py 2.9 reads bytes, which TensorFlow 1.14 requires', async () => {
    const path = join(folder(), 'strings.h5');
    await writeKerasModel(path, chain([8, 8, 3], conv('conv1')));
    using file = await openHdf5(path);
    for (const name of ['model_config', 'keras_version', 'backend']) {
      expect(file.root.stringType(name)?.charset).toBe('ascii');
    }
    const weights = file.root.group('model_weights')!;
    expect(weights.stringType('layer_names')).toEqual({ length: 6, charset: 'ascii' });
    expect(weights.group('conv1')?.stringType('weight_names')).toEqual({
      length: 15,
      charset: 'ascii',
    });
  });

  it('keeps class names, normalisation and metadata', async () => {
    const path = join(folder(), 'kept.h5');
    const plain = chain(
      [160, 120, 3],
      conv('conv1'),
      { type: 'globalAveragePool', name: 'pool' },
      { type: 'dense', name: 'fc', kernel: ramp(4, 3) },
    );
    const network = {
      ...plain,
      classes: ['a', 'b', 'ü'],
      normalization: { mean: ramp(160, 120, 3), interpolation: 'bicubic' },
    };
    await writeKerasModel(path, network, { metadata: { preprocessing: '{"mode":"network"}' } });
    const read = await readKerasModel(path);
    expect(read.metadata).toEqual({ preprocessing: '{"mode":"network"}' });
    expect(read.network).toEqual(network);
    const colour = { ...network, normalization: { mean: ramp(3) } };
    await writeKerasModel(path, colour);
    expect((await readKerasModel(path)).network.normalization).toEqual(colour.normalization);
  });

  it('keeps the names of 2 622 classes', async () => {
    const path = join(folder(), 'classes.h5');
    const classes = Array.from({ length: 2622 }, (_, index) => `${'Long_Name_'.repeat(4)}${index}`);
    await writeKerasModel(path, {
      ...chain([2], { type: 'dense', name: 'fc8', kernel: ramp(2, 2622) }),
      classes,
    });
    expect((await readKerasModel(path)).network.classes).toEqual(classes);
  });

  it('is the same, byte for byte, when it is read and written again', async () => {
    const names = (await readdir(fixture(''))).filter(
      (name) => /^keras2_15.*\.h5$/.test(name) && !/weights|branch|shared/.test(name),
    );
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const [once, twice] = [join(folder(), 'once.h5'), join(folder(), 'twice.h5')];
      const first = await readKerasModel(fixture(name));
      await writeKerasModel(once, first.network, { metadata: first.metadata });
      const second = await readKerasModel(once);
      expect(second.network).toEqual(first.network);
      await writeKerasModel(twice, second.network, { metadata: second.metadata });
      expect((await readFile(twice)).equals(await readFile(once))).toBe(true);
    }
  });
});

describe('weights alone', () => {
  const head = (seed: number): Network =>
    chain(
      [4],
      {
        type: 'dense',
        name: 'fc1',
        kernel: { ...ramp(4, 3), data: ramp(4, 3).data.map((value) => value * seed) },
        bias: ramp(3),
      },
      { type: 'dropout', name: 'dropout', rate: 0.5 },
    );

  it('are written and read by the names of layers', async () => {
    const path = join(folder(), 'weights.h5');
    await writeKerasWeights(path, head(2));
    using file = await openHdf5(path);
    expect(file.root.attribute('layer_names')).toEqual(['fc1', 'dropout']);
    expect(await readKerasWeights(path, head(1))).toEqual(head(2));
  });

  it('are taken from a whole model too', async () => {
    const path = join(folder(), 'whole.h5');
    await writeKerasModel(path, head(2));
    expect(await readKerasWeights(path, head(1))).toEqual(head(2));
  });

  it.each(['model.h5', 'model.keras'])(
    'go from file to file row by row, to the same bytes (%s)',
    async (name) => {
      const [weights, expected, copy] = ['source.h5', name, `copy-${name}`].map((file) =>
        join(folder(), file),
      );
      await writeKerasWeights(weights!, head(2));
      await writeKerasModel(expected!, head(2));
      using source = await openKerasWeights(weights!);
      await writeKerasModel(copy!, head(1), { rows: source.rows });
      expect((await readFile(copy!)).equals(await readFile(expected!))).toBe(true);
      expect(source.rows('fc1', 'gamma')).toBeUndefined();
      expect(source.rows('fc9', 'kernel')).toBeUndefined();
    },
  );

  it.each<[string, Network, RegExp]>([
    [
      'a missing layer',
      chain([4], { type: 'dense', name: 'fc9', kernel: ramp(4, 3) }),
      /0 weights for layer "fc9" \(dense\), expected 1/,
    ],
    [
      'a missing bias',
      chain([4], { type: 'dense', name: 'fc1', kernel: ramp(4, 3) }),
      /2 weights for layer "fc1"/,
    ],
    [
      'another shape',
      chain([4], { type: 'dense', name: 'fc1', kernel: ramp(4, 2), bias: ramp(2) }),
      /kernel of shape \(4, 3\).*expected \(4, 2\)/,
    ],
  ])('are refused for %s', async (_, network, words) => {
    const path = join(folder(), 'other.h5');
    await writeKerasWeights(path, head(2));
    const reading = readKerasWeights(path, network);
    await expect(reading).rejects.toThrow(KerasError);
    await expect(reading).rejects.toThrow(words);
  });
});

describe('a network that has no Keras form', () => {
  const lrn = { size: 5, alpha: 1e-4, beta: 0.75, kappa: 1 };
  it.each<[string, Network, RegExp]>([
    [
      'local response normalisation',
      chain([8, 8, 3], { type: 'localResponseNormalization', name: 'lrn', ...lrn }),
      /"lrn" \(localResponseNormalization\)/,
    ],
    [
      'strides and dilation together',
      chain([8, 8, 3], conv('a', { strides: [2, 2], dilation: [2, 2] })),
      /strides \(2, 2\) and dilation \(2, 2\)/,
    ],
    [
      'a pool of padding',
      chain([8, 8, 3], conv('a'), pool('p', [1, 1, 1, 1])),
      /"p".*\(1, 1, 1, 1\)/,
    ],
  ])('is refused for %s', async (_, network, words) => {
    const writing = writeKerasModel(join(folder(), 'refused.h5'), network);
    await expect(writing).rejects.toThrow(KerasError);
    await expect(writing).rejects.toThrow(words);
    expect(await readdir(folder())).not.toContain('refused.h5');
  });

  it('is refused for metadata under a name of Keras', async () => {
    const writing = writeKerasModel(join(folder(), 'refused.h5'), chain([8, 8, 3], conv('a')), {
      metadata: { model_config: '' },
    });
    await expect(writing).rejects.toThrow(/model_config/);
  });
});
