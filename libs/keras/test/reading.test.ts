import { FileError } from '@gender/core/node';
import { Hdf5Error, writeHdf5 } from '@gender/hdf5';
import { layerWeights, type Network } from '@gender/network';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KerasError, readKerasModel } from '../src/index.js';
import { fixture, temporaryFolder, writeConfig } from './files.js';

const folder = temporaryFolder();

async function networkIn(name: string): Promise<Network> {
  return (await readKerasModel(fixture(name))).network;
}

function summary({ layers }: Network): string[] {
  return layers.map(({ name, type, inputs }) => `${inputs.join('+')} → ${name} ${type}`);
}

describe('readKerasModel', () => {
  const versions = ['tf1_14', 'keras2_15', 'keras3'];

  it.each(versions)(
    'makes activations layers of their own and leaves Permute out, %s',
    async (version) => {
      const network = await networkIn(`${version}_permute.h5`);
      expect(network.input.shape).toEqual([8, 8, 3]);
      const input = network.input.name;
      expect(summary(network)).toEqual([
        `${input} → conv1_1 conv2d`,
        'conv1_1 → conv1_1_relu relu',
        'conv1_1_relu → pool1 maxPool',
        'pool1 → conv2_1 conv2d',
        'conv2_1 → conv2_1_relu relu',
        'conv2_1_relu → pool2 maxPool',
      ]);
      expect(network.output).toBe('pool2');
    },
  );

  it.each(['nested_model_head', 'functional_nested'])(
    'flattens %s of every version alike',
    async (kind) => {
      const flat = await networkIn('keras2_15_no_compile.h5');
      for (const version of versions) {
        const nested = await networkIn(`${version}_${kind}.h5`);
        expect(summary(nested).slice(1)).toEqual(summary(flat).slice(1));
      }
    },
  );

  it.each(versions)('reads the graph of %s', async (version) => {
    expect(summary(await networkIn(`${version}_functional_branch.h5`))).toEqual([
      'image → a conv2d',
      'a → r relu',
      'r → b conv2d',
      'b+r → sum add',
      'r → average averagePool',
      'sum+average → concat concatenate',
      'concat → c conv2d',
      'c → c_relu relu',
      'c_relu → global_average globalAveragePool',
      'c_relu → global_max globalMaxPool',
      'global_average+global_max → concat_1 concatenate',
      'concat_1 → prob dense',
      'prob → prob_softmax softmax',
    ]);
  });

  it.each(versions)(
    'makes a layer applied twice two layers with the same weights, %s',
    async (version) => {
      const { layers } = await networkIn(`${version}_functional_shared.h5`);
      const [first, second] = layers.filter(({ name }) => /^shared(_1)?$/.test(name));
      expect([first?.inputs, second?.inputs]).toEqual([['stem_relu'], ['pool']]);
      expect(layerWeights(first!).map(({ tensor }) => tensor)).toEqual(
        layerWeights(second!).map(({ tensor }) => tensor),
      );
    },
  );

  it('reads 16-bit weights as 32-bit ones', async () => {
    const { layers } = await networkIn('keras2_15_float16.h5');
    const dtypes = layers.flatMap(layerWeights).map(({ tensor }) => tensor.dtype);
    expect(new Set(dtypes)).toEqual(new Set(['float32']));
  });

  it('returns the texts of root attributes as metadata, and nothing of Keras', async () => {
    const { metadata } = await readKerasModel(fixture('keras2_15_string_attributes.h5'));
    expect(metadata).toEqual({
      fixed_ascii_nullpad: 'rescale',
      fixed_ascii_nullterm: 'network',
      fixed_ascii_spacepad: 'nearest',
      fixed_utf8_nullpad: 'Größe – é',
      json: '{"classes": ["Female", "Male"], "mean": [129.1863, 104.7624, 93.594]}',
      vlen_ascii: 'bytes',
      vlen_utf8: 'žena / muž',
      vlen_utf8_empty: '',
    });
  });
});

describe('a file that is no readable model', () => {
  const model = (...layers: unknown[]): unknown => ({
    class_name: 'Sequential',
    config: { name: 'm', layers },
  });
  const input = {
    class_name: 'InputLayer',
    config: { name: 'x', batch_input_shape: [null, 4, 4, 3] },
  };
  const layer = (className: string, config: object): unknown => ({
    class_name: className,
    config: { name: 'mine', ...config },
  });
  const reading = [
    { args: [{ class_name: '__keras_tensor__', config: { keras_history: ['x', 0, 0] } }] },
  ];

  it.each<[string, unknown, string, RegExp]>([
    ['text', 'not JSON', 'KERAS_FORMAT', /model_config/],
    ['no layers', { class_name: 'Sequential', config: {} }, 'KERAS_FORMAT', /layers/],
    ['a class we lack', model(input, layer('LSTM', {})), 'KERAS_UNSUPPORTED', /"mine" \(LSTM\)/],
    [
      'a nested class we lack',
      model(input, model(layer('GRU', {}))),
      'KERAS_UNSUPPORTED',
      /"mine" \(GRU\)/,
    ],
    [
      'an activation we lack',
      model(input, layer('Activation', { activation: 'sparsemax' })),
      'KERAS_UNSUPPORTED',
      /"mine" .*sparsemax/,
    ],
    [
      'several that we lack, all of them',
      model(input, layer('LSTM', {}), { class_name: 'GRU', config: { name: 'yours' } }),
      'KERAS_UNSUPPORTED',
      /"mine" \(LSTM\).*; layer "yours" \(GRU\)/,
    ],
    [
      'channels first',
      model(input, layer('Flatten', { data_format: 'channels_first' })),
      'KERAS_UNSUPPORTED',
      /data_format/,
    ],
    [
      'options that we lack, all of them',
      model(input, layer('Softmax', { axis: 0 }), {
        class_name: 'Flatten',
        config: { name: 'yours', data_format: 'channels_first' },
      }),
      'KERAS_UNSUPPORTED',
      /axes \(0\).*; layer "yours" \(Flatten\).*data_format/,
    ],
    ['no weights', model(input, layer('Dense', {})), 'KERAS_WEIGHTS', /0 weights for layer "mine"/],
    [
      'an open size',
      model({ class_name: 'InputLayer', config: { batch_shape: [null, null, 8, 3] } }),
      'KERAS_INPUT',
      /size of its input/,
    ],
    ['no size', model(layer('Flatten', {})), 'KERAS_INPUT', /size of its input/],
    [
      'two outputs',
      {
        class_name: 'Functional',
        config: {
          layers: [input, { ...(layer('Flatten', {}) as object), inbound_nodes: reading }],
          input_layers: [['x', 0, 0]],
          output_layers: [
            ['mine', 0, 0],
            ['x', 0, 0],
          ],
        },
      },
      'KERAS_OUTPUT',
      /2 outputs/,
    ],
    [
      'a circle',
      {
        class_name: 'Functional',
        config: {
          layers: [
            input,
            { ...(layer('Flatten', {}) as object), inbound_nodes: [[['mine', 0, 0, {}]]] },
          ],
          input_layers: [['x', 0, 0]],
          output_layers: [['mine', 0, 0]],
        },
      },
      'KERAS_FORMAT',
      /"mine" reads/,
    ],
  ])('is refused for %s, in one line that names it', async (_, config, code, words) => {
    const path = join(folder(), 'bad.h5');
    await writeConfig(path, config);
    const error: unknown = await readKerasModel(path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(KerasError);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message).toContain(path);
    expect((error as Error).message).not.toContain('\n');
  });

  it('is refused when it holds weights alone', async () => {
    await expect(readKerasModel(fixture('keras2_15_head_weights.h5'))).rejects.toThrow(
      /holds weights alone/,
    );
  });

  it('is refused when the group of weights is missing', async () => {
    const path = join(folder(), 'no-weights.h5');
    await writeHdf5(path, (root) =>
      root.setAttribute('model_config', JSON.stringify(model(input))),
    );
    await expect(readKerasModel(path)).rejects.toThrow(/model_weights/);
  });

  it('is refused when it is cut short or missing', async () => {
    const path = join(folder(), 'cut.h5');
    await writeFile(path, (await readFile(fixture('tf1_14_permute.h5'))).subarray(0, 9000));
    await expect(readKerasModel(path)).rejects.toThrow(Hdf5Error);
    await expect(readKerasModel(join(folder(), 'none.h5'))).rejects.toThrow(FileError);
  });
});
