import type { Layer, Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readKerasModel, writeKerasModel } from '../src/index.js';
import { chain, conv, fixture, ramp, readConfig, temporaryFolder, type Link } from './files.js';

const folder = temporaryFolder();

/** A network of layers that name what they read. */
function graph(output: string, ...layers: readonly Layer[]): Network {
  return { name: 'graph', input: { name: 'image', shape: [8, 8, 3] }, layers, output };
}

function from(link: Link, ...inputs: string[]): Layer {
  return { ...link, inputs };
}

const relu = (name: string): Link => ({ type: 'relu', name, negativeSlope: 0 });
const narrow = { kernel: ramp(3, 3, 4, 4) };

interface Written {
  class_name: string;
  config: {
    layers: { class_name: string; name?: string; config: Config; inbound_nodes?: unknown[] }[];
    input_layers?: unknown;
    output_layers?: unknown;
  };
}

interface Config {
  name: string;
  activation?: string;
}

async function written(network: Network): Promise<Written> {
  const path = join(folder(), 'graph.h5');
  await writeKerasModel(path, network);
  return (await readConfig(path)) as Written;
}

describe('the functional model that is written', () => {
  const residual = graph(
    'sum_relu',
    from(conv('a'), 'image'),
    from(relu('a_relu'), 'a'),
    from(conv('b', narrow), 'a_relu'),
    from({ type: 'add', name: 'sum' }, 'b', 'a_relu'),
    from(relu('sum_relu'), 'sum'),
  );

  it('names for each layer what it reads, in the words of tf.keras', async () => {
    const { class_name: className, config } = await written(residual);
    expect(className).toBe('Model');
    expect(config.input_layers).toEqual([['image', 0, 0]]);
    expect(config.output_layers).toEqual([['sum_relu', 0, 0]]);
    expect(
      config.layers.map((layer) => [layer.name, layer.config.activation, layer.inbound_nodes]),
    ).toEqual([
      ['image', undefined, []],
      ['a', 'relu', [[['image', 0, 0, {}]]]],
      ['b', 'linear', [[['a', 0, 0, {}]]]],
      [
        'sum',
        undefined,
        [
          [
            ['b', 0, 0, {}],
            ['a', 0, 0, {}],
          ],
        ],
      ],
      ['sum_relu', 'relu', [[['sum', 0, 0, {}]]]],
    ]);
  });

  it('keeps an activation apart where something else reads the layer before it', async () => {
    const network = graph(
      'sum',
      from(conv('a'), 'image'),
      from(relu('r'), 'a'),
      from({ type: 'add', name: 'sum' }, 'a', 'r'),
    );
    const { config } = await written(network);
    expect(config.layers.map(({ name }) => name)).toEqual(['image', 'a', 'r', 'sum']);
    expect((await readKerasModel(join(folder(), 'graph.h5'))).network).toEqual(network);
  });

  it('leaves out what the output does not depend on', async () => {
    const network = graph('a', from(conv('a'), 'image'), from(conv('b'), 'image'));
    const { class_name: className, config } = await written(network);
    expect(className).toBe('Sequential');
    expect(config.layers.map((layer) => layer.config.name)).toEqual(['image', 'a']);
  });

  it('gives padding a name that no layer has', async () => {
    const network = graph(
      'a_padding',
      from(conv('a', { padding: [2, 0, 0, 2] }), 'image'),
      from(conv('a_padding', narrow), 'a'),
    );
    const { config } = await written(network);
    expect(config.layers.map((layer) => layer.config.name)).toEqual([
      'image',
      'a_padding_1',
      'a',
      'a_padding',
    ]);
  });

  it('has names that Keras takes, each of them once', async () => {
    const network = graph(
      'sum',
      from(conv('res/a'), 'image'),
      from(conv('res_a'), 'image'),
      from(conv('_b'), 'image'),
      from({ type: 'add', name: 'sum' }, 'res/a', 'res_a', '_b'),
    );
    const { config } = await written(network);
    expect(config.layers.map(({ name }) => name)).toEqual([
      'image',
      'res_a_1',
      'res_a',
      'layer_b',
      'sum',
    ]);
    const read = (await readKerasModel(join(folder(), 'graph.h5'))).network;
    expect(read.layers.at(-1)?.inputs).toEqual(['res_a_1', 'res_a', 'layer_b']);
  });

  it.each(['functional_branch', 'functional_shared'])(
    'is the same, byte for byte, when it is read and written again: %s',
    async (kind) => {
      for (const extension of ['h5', 'keras']) {
        const [once, twice] = ['once', 'twice'].map((name) =>
          join(folder(), `${name}.${extension}`),
        );
        const { network } = await readKerasModel(fixture(`keras2_15_${kind}.h5`));
        await writeKerasModel(once!, network);
        const read = await readKerasModel(once!);
        await writeKerasModel(twice!, read.network);
        expect((await readFile(twice!)).equals(await readFile(once!))).toBe(true);
      }
    },
  );
});

describe('a transposed convolution', () => {
  const transposed = (options: Partial<Link & { type: 'convTranspose2d' }>): Link => ({
    type: 'convTranspose2d',
    name: 'up',
    strides: [2, 2],
    cropping: [0, 0, 0, 0],
    groups: 1,
    kernel: ramp(3, 3, 4, 3),
    ...options,
  });

  async function roundTrip(link: Link): Promise<readonly Layer[]> {
    const path = join(folder(), 'transposed.h5');
    await writeKerasModel(path, chain([4, 4, 3], link));
    return (await readKerasModel(path)).network.layers;
  }

  it('keeps its weights; what it cuts off becomes a Cropping2D', async () => {
    const layers = await roundTrip(transposed({ cropping: [0, 1, 1, 0], bias: ramp(4) }));
    expect(layers).toMatchObject([
      { type: 'convTranspose2d', name: 'up', kernel: ramp(3, 3, 4, 3), bias: ramp(4) },
      { type: 'cropping', name: 'up_cropping', inputs: ['up'], cropping: [0, 1, 1, 0] },
    ]);
  });

  it('has its groups joined, with zeros between them', async () => {
    const kernel = tensor('float32', [1, 1, 1, 4], Float32Array.of(1, 2, 3, 4));
    const path = join(folder(), 'groups.h5');
    const link = transposed({ strides: [1, 1], groups: 2, kernel });
    await writeKerasModel(path, chain([4, 4, 4], link));
    const { layers } = (await readKerasModel(path)).network;
    expect(layers[0]).toMatchObject({
      groups: 1,
      kernel: tensor('float32', [1, 1, 2, 4], Float32Array.of(1, 2, 0, 0, 0, 0, 3, 4)),
    });
  });

  it('with strides longer than its kernel has it filled up, and the rest cut off', async () => {
    const kernel = tensor('float32', [1, 1, 1, 3], Float32Array.of(1, 2, 3));
    expect(await roundTrip(transposed({ kernel }))).toMatchObject([
      {
        kernel: tensor(
          'float32',
          [2, 2, 1, 3],
          Float32Array.of(1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ),
      },
      { type: 'cropping', cropping: [0, 1, 0, 1] },
    ]);
  });
});

describe('permute and cropping', () => {
  it('come back as they were', async () => {
    const path = join(folder(), 'axes.h5');
    const network = chain(
      [6, 5, 3],
      { type: 'cropping', name: 'crop', cropping: [1, 0, 2, 1] },
      { type: 'permute', name: 'axes', axes: [2, 0, 1] },
    );
    await writeKerasModel(path, network);
    expect((await readKerasModel(path)).network).toEqual(network);
  });
});
