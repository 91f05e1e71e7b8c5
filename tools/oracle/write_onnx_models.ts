/** Writes every network of `libs/engine/test/fixtures/layers.json` as ONNX, with its input and expected outputs, for `check_onnx.py`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toOnnx } from '@gender/onnx';
import { encodeNpy } from '@gender/tensor';
import { readLayerCases } from '../../libs/engine/test/layer-cases.js';

const [target = 'onnx-models'] = process.argv.slice(2);
for (const [index, { network, input, outputs }] of readLayerCases().entries()) {
  const folder = join(target, String(index).padStart(2, '0'));
  await mkdir(folder, { recursive: true });
  const names = [...outputs.keys()];
  await writeFile(join(folder, 'model.onnx'), toOnnx(network, { outputs: names }));
  await writeFile(join(folder, 'input.npy'), encodeNpy(input));
  for (const [position, name] of names.entries()) {
    await writeFile(join(folder, `output${position}.npy`), encodeNpy(outputs.get(name)!));
  }
}
