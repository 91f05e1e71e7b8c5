/** Writes networks with 8-bit convolutions as ONNX, each with an input that fills the range of integers, for `check_models.py`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '@gender/core';
import { conv2d, maxPool, networkOf, relu, type Layer } from '@gender/network';
import { toOnnx, type QuantizedRange } from '@gender/onnx';
import { elementCount, encodeNpy, tensor, type Float32Tensor } from '@gender/tensor';

const [target = 'quantized-models'] = process.argv.slice(2);

/** Weights near their largest value, so that two products of 8 bits exceed 16 bits. */
function weights(shape: readonly number[], scale: number): Float32Tensor {
  const random = createRandom(5).fork(shape.join('×'));
  const draw = (): number => scale * (0.9 + 0.1 * random.next()) * (random.next() < 0.2 ? -1 : 1);
  return tensor('float32', shape, Float32Array.from({ length: elementCount(shape) }, draw));
}

function convolution(index: number, input: string, from: number, to: number): Layer[] {
  const name = `conv${index}`;
  const kernel = weights([3, 3, from, to], 1 / (9 * from));
  return [
    conv2d(name, input, { padding: [1, 1, 1, 1], kernel, bias: weights([to], 0.01) }),
    relu(`relu${index}`, name),
  ];
}

const network = networkOf(
  'saturating',
  [12, 12, 3],
  ...convolution(1, 'image', 3, 32),
  ...convolution(2, 'relu1', 32, 64),
  maxPool('pool', 'relu2'),
  ...convolution(3, 'pool', 64, 64),
  { type: 'tanh', name: 'tanh', inputs: ['relu3'] },
);
const ranges: Record<string, QuantizedRange> = {
  image: { min: -0.2, max: 1 },
  relu1: { min: 0, max: 0.6 },
  relu2: { min: 0, max: 0.4 },
  relu3: { min: 0, max: 0.2 },
};

const random = createRandom(6);
const input = tensor(
  'float32',
  [2, 12, 12, 3],
  Float32Array.from({ length: 2 * 12 * 12 * 3 }, () => 0.8 + 0.2 * random.next()),
);
for (const weightBits of [7, 8] as const) {
  for (const floatLayers of [[], ['conv1']]) {
    const folder = join(target, `${weightBits}-bit${floatLayers.length > 0 ? '-float-conv1' : ''}`);
    await mkdir(folder, { recursive: true });
    const quantization = { ranges, weightBits, floatLayers };
    const outputs = ['relu1', 'relu2', 'pool', 'tanh'];
    await writeFile(join(folder, 'model.onnx'), toOnnx(network, { quantization, outputs }));
    await writeFile(join(folder, 'input.npy'), encodeNpy(input));
  }
}
