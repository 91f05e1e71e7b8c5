/** Writes the demo's backbone in float32 and in 8 bits with the inputs that it was measured on, for `compare_static.py`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '@gender/core';
import { selectEngine } from '@gender/engine';
import { readNetwork } from '@gender/formats';
import { subnetwork } from '@gender/network';
import { toOnnx, type Quantization } from '@gender/onnx';
import { calibrate, chooseRange } from '@gender/quantization';
import { encodeNpy, tensor, type Float32Tensor } from '@gender/tensor';

const [target = 'quantized-backbone'] = process.argv.slice(2);
await mkdir(target, { recursive: true });

const network = subnetwork(await readNetwork('models/demo/vgg_face_demo.mat'), 'pool5');
const random = createRandom(7);

/** Smooth colours with noise, minus a mean: values of pictures, without being any. */
function picture(): Float32Tensor {
  const base = [0, 1, 2].map(() => 200 * random.next() - 100);
  const data = Float32Array.from(
    { length: 96 * 96 * 3 },
    (_, index) => (base[index % 3] ?? 0) + 30 * random.normal(),
  );
  return tensor('float32', [1, 96, 96, 3], data);
}
const pictures = Array.from({ length: 16 }, picture);
async function* batches(): AsyncGenerator<Float32Tensor> {
  yield* pictures;
  await Promise.resolve();
}

const runner = await selectEngine();
const histograms = await calibrate(network, { batches: batches(), size: 16 }, { runner });
const ranges = Object.fromEntries(
  [...histograms].map(([name, histogram]) => [name, chooseRange(histogram, 'minmax')]),
);
const quantization: Quantization = { ranges, weightBits: 8 };
await writeFile(join(target, 'float.onnx'), toOnnx(network));
await writeFile(join(target, 'ours.onnx'), toOnnx(network, { quantization }));
for (const [index, input] of [...pictures, ...Array.from({ length: 8 }, picture)].entries()) {
  await writeFile(join(target, `${String(index).padStart(2, '0')}.npy`), encodeNpy(input));
}
