/** Reads the files that `export.py` has written and says how far what they compute here is from what ONNX Runtime makes of the files. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openFileSource } from '@gender/core/node';
import { selectEngine } from '@gender/engine';
import { readOnnx } from '@gender/onnx';
import { formatShape, hasDType, readNpy, transpose, type Float32Tensor } from '@gender/tensor';

const [folder = '.', part = ''] = process.argv.slice(2);
const engine = await selectEngine();
for (const file of (await readdir(folder)).filter(
  (name) => name.endsWith('.onnx') && name.includes(part),
)) {
  await using source = await openFileSource(join(folder, file));
  const network = await readOnnx(source);
  await using loaded = await engine.loadNetwork(network);
  const [found] = await loaded.run(await readArray(file.replace('.onnx', '.input.npy')));
  const expected = await readArray(file.replace('.onnx', '.output.npy'));
  console.log(file, `${network.layers.length} layers`, found && distance(found, expected));
}

/** The largest difference as a part of the largest value. */
function distance(found: Float32Tensor, expected: Float32Tensor): string {
  if (formatShape(found.shape) !== formatShape(expected.shape)) return 'DIFFERENT SHAPES';
  let [apart, largest] = [0, 0];
  for (const [index, value] of expected.data.entries()) {
    apart = Math.max(apart, Math.abs(value - Number(found.data[index])));
    largest = Math.max(largest, Math.abs(value));
  }
  return (apart / largest).toExponential(1);
}

/** An array, feature maps `(N, C, H, W)` with the channels last. */
async function readArray(name: string): Promise<Float32Tensor> {
  await using source = await openFileSource(join(folder, name));
  const array = await readNpy(source);
  if (!hasDType(array, 'float32')) throw new Error(`${name} has no 32-bit floats`);
  return array.shape.length === 4 ? transpose(array, [0, 2, 3, 1]) : array;
}
