/**
 * Writes networks as LayersModels with what they must predict, for `tfjs_page.html` in a browser.
 *
 *     node --import tsx --conditions=@gender/source tools/oracle/tfjs_models.ts <folder>
 */
import { openFileSource } from '@gender/core/node';
import { readKerasModel } from '@gender/keras';
import { TfjsError } from '@gender/keras/tfjs';
import { writeTfjsModel } from '@gender/keras/tfjs/node';
import { subnetwork, type Network } from '@gender/network';
import { readNpy, type Tensor } from '@gender/tensor';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLayerCases } from '../../libs/engine/test/layer-cases.js';

const fixtures = join(import.meta.dirname, '../../libs/keras/test/fixtures');
const folder = process.argv[2] ?? '.';
const cases: unknown[] = [];

async function add(
  network: Network,
  title: string,
  input: Tensor,
  expected: Tensor,
): Promise<void> {
  const name = `model${cases.length}`;
  try {
    await writeTfjsModel(join(folder, name), network);
  } catch (error) {
    if (error instanceof TfjsError) return console.log(error.message);
    throw error;
  }
  const plain = ({ shape, data }: Tensor): object => ({ shape, data: [...data] });
  cases.push({ name, title, input: plain(input), expected: plain(expected) });
}

async function read(name: string): Promise<Tensor> {
  await using source = await openFileSource(join(fixtures, name));
  return await readNpy(source);
}

await mkdir(folder, { recursive: true });
for (const { network, input, outputs, title } of readLayerCases()) {
  for (const [output, expected] of outputs) {
    await add(subnetwork(network, output), `${title}: ${output}`, input, expected);
  }
}
for (const name of [
  'keras2_15_descriptor',
  'keras2_15_functional_branch',
  'tf1_14_flat_transfer',
]) {
  const { network } = await readKerasModel(join(fixtures, `${name}.h5`));
  const input = await read(`input_${network.input.shape.slice(0, 2).join('x')}.npy`);
  await add(network, name, input, await read(`${name}_h5_output.npy`));
}
await writeFile(join(folder, 'cases.json'), JSON.stringify(cases));
await copyFile(join(import.meta.dirname, 'tfjs_page.html'), join(folder, 'index.html'));
await copyFile(
  join(import.meta.dirname, '../../node_modules/@tensorflow/tfjs/dist/tf.min.js'),
  join(folder, 'tf.min.js'),
);
