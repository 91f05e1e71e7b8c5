import type { Network } from '@gender/network';
import { bytesOf, tensor, type Float32Tensor, type Tensor } from '@gender/tensor';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readKerasModel } from '../src/index.js';
import { decodeWeights, fromTfjs, parseWeightsManifest, toTfjs } from '../src/tfjs/index.js';
import { fixture } from './files.js';
import { readLayerCases } from './layer-cases.js';

beforeAll(async () => {
  tf.enableProdMode(); // says nothing of tfjs-node
  await tf.setBackend('cpu');
});

/** The content of a `model.json`, and the bytes of its files one after the other. */
interface Saved {
  readonly content: object;
  readonly weights: ReadonlyMap<string, Tensor>;
}

function saved(index: object, bytes: Uint8Array): Saved {
  const content = JSON.parse(JSON.stringify(index)) as { weightsManifest: unknown };
  const manifest = parseWeightsManifest('model.json', content.weightsManifest);
  return { content, weights: decodeWeights('model.json', manifest[0]!, bytes) };
}

function write(network: Network): Saved {
  const { index, shards } = toTfjs(network);
  return saved(index, Buffer.concat(shards.flatMap(({ pieces }) => pieces)));
}

const read = ({ content, weights }: Saved): Network => fromTfjs('model.json', content, weights);

describe('a LayersModel is read as the network that was written', () => {
  it.each([
    'keras2_15_descriptor',
    'keras2_15_functional_branch',
    'keras2_15_functional_shared',
    'keras2_15_nested_model_head',
    'keras3_batch_norm',
    'tf1_14_flat_transfer',
  ])('%s', async (name) => {
    const { network } = await readKerasModel(fixture(`${name}.h5`));
    expect(read(write(network))).toEqual(network);
  });

  it('with its classes and how pictures are fed', () => {
    const { network } = readLayerCases().find(({ title }) => title === 'dense')!;
    const known: Network = {
      ...network,
      classes: undefined,
      normalization: { mean: tensor('float32', [5], Float32Array.of(1, 2, 3, 4, 0.5)) },
    };
    const { classes: _, ...expected } = known;
    expect(read(write(known))).toMatchObject(expected);
  });
});

/** A model of TensorFlow.js' own making, as its `save` writes it. */
async function save(model: tf.LayersModel): Promise<Saved> {
  let found: Saved | undefined;
  await model.save(
    tf.io.withSaveHandler(({ modelTopology, weightSpecs, weightData }) => {
      const index = {
        modelTopology,
        weightsManifest: [{ paths: ['a.bin'], weights: weightSpecs }],
      };
      found = saved(index, new Uint8Array(weightData as ArrayBuffer));
      const modelArtifactsInfo = { dateSaved: new Date(0), modelTopologyType: 'JSON' } as const;
      return Promise.resolve({ modelArtifactsInfo });
    }),
  );
  return found!;
}

describe('a model that TensorFlow.js has saved itself', () => {
  const { conv2d, dense, flatten, batchNormalization, maxPooling2d, leakyReLU } = tf.layers;

  it('computes the same once it is read', async () => {
    const model = tf.sequential({
      layers: [
        conv2d({
          inputShape: [6, 5, 2],
          filters: 3,
          kernelSize: 3,
          padding: 'same',
          activation: 'hardSigmoid',
        }),
        batchNormalization({ epsilon: 0.01 }),
        tf.layers.depthwiseConv2d({
          kernelSize: [2, 3],
          depthMultiplier: 2,
          strides: 2,
          activation: 'relu6',
        }),
        leakyReLU({ alpha: 0.3 }),
        maxPooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
        flatten(),
        dense({ units: 4, activation: 'softmax' }),
      ],
    });
    await expectSame(model, [2, 6, 5, 2]);
  });

  it('may have models within it, and layers that several read', async () => {
    const inner = tf.sequential({
      name: 'inner',
      layers: [dense({ units: 3, inputShape: [4], activation: 'selu' })],
    });
    const x = tf.input({ shape: [4] });
    const y = inner.apply(x) as tf.SymbolicTensor;
    const sum = tf.layers
      .add()
      .apply([y, inner.apply(x) as tf.SymbolicTensor]) as tf.SymbolicTensor;
    const joined = tf.layers.concatenate().apply([sum, y]) as tf.SymbolicTensor;
    const output = dense({ units: 2, activation: 'swish' }).apply(joined) as tf.SymbolicTensor;
    await expectSame(tf.model({ inputs: x, outputs: output }), [2, 4]);
  });

  /** What a model predicts, and what the network does that is read from it, written again. */
  async function expectSame(model: tf.LayersModel, shape: number[]): Promise<void> {
    const network = read(await save(model));
    const { index, shards } = toTfjs(network);
    const again = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: index.modelTopology,
        weightSpecs: index.weightsManifest.flatMap(({ weights }) => weights) as never,
        weightData: new Uint8Array(Buffer.concat(shards.flatMap(({ pieces }) => pieces))).buffer,
      }),
    );
    const x = tf.randomUniform(shape, -2, 2, 'float32', 7);
    const [expected, found] = [model, again].map((each) =>
      (each.predict(x) as tf.Tensor).dataSync(),
    );
    expect(Math.max(...expected!.map(Math.abs))).toBeGreaterThan(0);
    for (const [at, value] of expected!.entries()) expect(found![at]).toBeCloseTo(value, 5);
    tf.dispose([x]);
  }
});

describe('a LayersModel is refused', () => {
  const layer = (className: string, config: object): object => ({
    class_name: className,
    config: { name: 'it', ...config },
  });
  const model = (...layers: object[]): object => ({
    modelTopology: {
      model_config: { class_name: 'Sequential', config: { name: 'm', layers } },
    },
  });
  const input = layer('InputLayer', { batch_input_shape: [null, 4, 4, 2] });
  const kernel: Float32Tensor = tensor('float32', [1, 1, 2, 3], new Float32Array(6));

  it.each([
    ['UpSampling2D', { size: [2, 2], interpolation: 'bilinear' }],
    ['ReLU', { negative_slope: 0.1 }],
    ['DepthwiseConv2D', { kernel_size: [1, 1], dilation_rate: [2, 2] }],
  ])('where TensorFlow.js computes otherwise than Keras: %s', (className, config) => {
    expect(() => fromTfjs('a.json', model(input, layer(className, config)), new Map())).toThrow(
      expect.objectContaining({
        code: 'TFJS_OPERATOR',
        message: expect.stringContaining(
          `a.json has layers that TensorFlow.js computes otherwise than Keras: "it" (${className})`,
        ) as string,
      }),
    );
  });

  it.each<[string, [string, Tensor][]]>([
    ['no weights', []],
    ['no weights', [['other/kernel', kernel]]],
    [
      '2 weights',
      [
        ['a/it/kernel', kernel],
        ['b/it/kernel', kernel],
      ],
    ],
    ['of int32', [['it/kernel', tensor('int32', [6], new Int32Array(bytesOf(kernel).buffer))]]],
  ])('with %s of a name', (words, weights) => {
    const content = model(
      input,
      layer('Conv2D', { filters: 3, kernel_size: [1, 1], use_bias: false }),
    );
    expect(() => fromTfjs('a.json', content, new Map(weights))).toThrow(
      expect.objectContaining({
        code: 'KERAS_WEIGHTS',
        message: expect.stringContaining(words) as string,
      }),
    );
  });

  it('where it is none', () => {
    expect(() => fromTfjs('a.json', { modelTopology: [] }, new Map())).toThrow(
      expect.objectContaining({ code: 'TFJS_FORMAT' }),
    );
  });
});
