import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openFileSource } from '@gender/core/node';
import { importMatConvNet } from '@gender/matconvnet';
import { subnetwork, type Network } from '@gender/network';
import { readNpy, tensor, type Float32Tensor, type Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { selectEngine } from '../src/select-engine.js';
import { expectClose } from './expect-close.js';
import { reviveTensor } from './layer-cases.js';

/** One network in many layouts; dagnn_v7 is it as a DagNN, oxford_net_v73 in HDF5. */
const files = [
  'mat/test/fixtures/oxford_net_v7',
  'mat/test/fixtures/vlfeat_meta_v6',
  'mat/test/fixtures/legacy_filters_v7',
  'mat/test/fixtures/matlab_packed_v7',
  'matconvnet/test/fixtures/oxford_net_v73',
  'matconvnet/test/fixtures/dagnn_v7',
];
/** Which activations were recorded for each way to feed pictures; conv3_3 and fc7 before their ReLU. */
const recorded = {
  mean: ['conv3_3', 'pool5', 'fc7', 'prob'],
  rescale: ['pool5', 'fc7', 'prob'],
};

describe.each(files)('the miniature VGG-Face of %s.mat', (file) => {
  it.each(['mean', 'rescale'] as const)('has the recorded activations with %s', async (how) => {
    await using source = await openFileSource(pathOf(`../../${file}.mat`));
    const network = await importMatConvNet(source);
    const engine = await selectEngine({ name: 'onnxruntime' });
    const outputs = recorded[how];
    await using loaded = await engine.loadNetwork(network, { outputs });
    const pictures = await readActivation('input_uint8_nhwc');
    const found = await loaded.run(
      how === 'mean' ? centred(network, pictures) : rescaled(pictures),
    );

    expect(found).toHaveLength(outputs.length);
    for (const [index, name] of outputs.entries()) {
      const expected = float32(await readActivation(`${name}_${how}`));
      expectClose(withoutOnes(found[index]!), withoutOnes(expected), name);
    }
  });

  it('gives the same pool5 when it is cut there', async () => {
    await using source = await openFileSource(pathOf(`../../${file}.mat`));
    const descriptor = subnetwork(await importMatConvNet(source), 'pool5');
    const engine = await selectEngine();
    await using loaded = await engine.loadNetwork(descriptor);
    const [pool5] = await loaded.run(centred(descriptor, await readActivation('input_uint8_nhwc')));
    expectClose(pool5!, float32(await readActivation('pool5_mean')), 'pool5');
  });
});

describe.each(['dagnn_residual_packed_v7', 'dagnn_residual_v73'])('the DagNN of %s.mat', (file) => {
  it('gives the recorded output for pictures of a size that the file does not say', async () => {
    await using source = await openFileSource(pathOf(`../../mat/test/fixtures/${file}.mat`));
    const engine = await selectEngine({ name: 'onnxruntime' });
    await using loaded = await engine.loadNetwork(await importMatConvNet(source));
    const [output] = await loaded.run(float32(await readActivation('residual_input_nhwc')));
    expectClose(output!, float32(await readActivation('residual_output_nhwc')), 'output');
  });
});

describe.each(['zoo_dagnn', 'zoo_simplenn'])('the layers of %s.mat', (file) => {
  const golden = readGolden(`../../matconvnet/test/fixtures/${file}.json`);
  const fold = [false, true];

  it.each(fold)(
    'compute what PyTorch and NumPy compute, folded: %s',
    async (foldBatchNormalization) => {
      await using source = await openFileSource(
        pathOf(`../../matconvnet/test/fixtures/${file}.mat`),
      );
      const network = await importMatConvNet(source, { foldBatchNormalization });
      const engine = await selectEngine({ name: 'onnxruntime' });
      // Where the normalisation became part of the convolution, its output is the convolution's.
      const outputs = Object.keys(golden.outputs).filter((name) => name !== 'bn1');
      await using loaded = await engine.loadNetwork(network, { outputs });
      const found = await loaded.run(golden.input);
      expect(found).toHaveLength(outputs.length);
      for (const [index, name] of outputs.entries()) {
        const recorded = foldBatchNormalization && name === 'conv1' ? 'bn1' : name;
        expectClose(found[index]!, golden.outputs[recorded]!, name);
      }
    },
  );
});

interface Golden {
  readonly input: Float32Tensor;
  /** By the name of the layer. */
  readonly outputs: Readonly<Record<string, Float32Tensor>>;
}

function readGolden(relative: string): Golden {
  return JSON.parse(readFileSync(pathOf(relative), 'utf8'), reviveTensor) as Golden;
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

async function readActivation(name: string): Promise<Tensor> {
  await using source = await openFileSource(pathOf(`fixtures/activations/${name}.npy`));
  return await readNpy(source);
}

function float32(source: Tensor): Float32Tensor {
  return mapped(source, (value) => value);
}

/** x / 255 */
function rescaled(source: Tensor): Float32Tensor {
  return mapped(source, (value) => value / 255);
}

/** x − mean, where the mean is one colour. */
function centred({ normalization }: Network, source: Tensor): Float32Tensor {
  const mean = normalization!.mean.data;
  return mapped(source, (value, index) => value - mean[index % mean.length]!);
}

function mapped(
  { shape, data }: Tensor,
  change: (value: number, index: number) => number,
): Float32Tensor {
  const values = Array.from<number | bigint>(data).map(Number);
  return tensor('float32', shape, Float32Array.from(values, change));
}

/** Fully connected layers that came as convolutions keep axes of length one. */
function withoutOnes({ shape, data }: Float32Tensor): Float32Tensor {
  return tensor(
    'float32',
    shape.filter((length) => length !== 1),
    data,
  );
}
