/** Writes the files that `export.py` has made to `.h5`, with their inputs and outputs channels last beside them, for `keras_load.py`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GenderError } from '@gender/core';
import { openFileSource, writeFileWhole } from '@gender/core/node';
import { writeKerasModel } from '@gender/keras';
import { readOnnx } from '@gender/onnx';
import { encodeNpy, hasDType, readNpy, transpose, type Float32Tensor } from '@gender/tensor';

const [folder = '.', part = ''] = process.argv.slice(2);
const files = (await readdir(folder)).filter((name) => name.endsWith('.onnx'));
for (const file of files.filter((name) => name.includes(part))) {
  await using source = await openFileSource(join(folder, file));
  const target = file.replace('.onnx', '');
  try {
    await writeKerasModel(join(folder, `${target}.h5`), await readOnnx(source));
  } catch (error) {
    if (!(error instanceof GenderError)) throw error;
    console.error(error.message);
    continue;
  }
  const arrays = ['input', 'output'].map((name) => `${target}.${name}`);
  for (const name of arrays) {
    const array = await readArray(join(folder, `${name}.npy`));
    await writeFileWhole(join(folder, `${name}.last.npy`), encodeNpy(array));
  }
  console.log([`${target}.h5`, ...arrays.map((name) => `${name}.last.npy`)].join(' '));
}

/** An array, feature maps `(N, C, H, W)` with the channels last. */
async function readArray(path: string): Promise<Float32Tensor> {
  await using source = await openFileSource(path);
  const array = await readNpy(source);
  if (!hasDType(array, 'float32')) throw new Error(`${path} has no 32-bit floats`);
  return array.shape.length === 4 ? transpose(array, [0, 2, 3, 1]) : array;
}
