/**
 * Writes every case of `libs/engine/test/fixtures/layers.json` (networks with what PyTorch makes of
 * them) and every model that Keras saved, as HDF5 and as a `.keras` archive, and lists in
 * `arguments.txt` what `keras_load.py` is to compare. Says which have no Keras form.
 *
 *     node --import tsx --conditions=@gender/source tools/oracle/keras_cases.ts <folder>
 */
import { KerasError, readKerasModel, writeKerasModel } from '@gender/keras';
import { subnetwork, type Network } from '@gender/network';
import { encodeNpy } from '@gender/tensor';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLayerCases } from '../../libs/engine/test/layer-cases.js';

const fixtures = join(import.meta.dirname, '../../libs/keras/test/fixtures');
const folder = process.argv[2] ?? '.';
const listed: string[] = [];

async function write(
  name: string,
  network: Network,
  input: string,
  expected: string,
): Promise<void> {
  try {
    for (const extension of ['h5', 'keras']) {
      const path = join(folder, `${name}.${extension}`);
      await writeKerasModel(path, network);
      listed.push(`${path} ${input} ${expected}`);
    }
  } catch (error) {
    if (!(error instanceof KerasError)) throw error;
    console.log(error.message);
  }
}

for (const [index, { network, input, outputs, title }] of readLayerCases().entries()) {
  for (const [position, [output, expected]] of [...outputs].entries()) {
    const name = `${String(index).padStart(2, '0')}_${position}_${title.replaceAll(/\W+/g, '_')}`;
    const [inputPath, expectedPath] = [`${name}_input.npy`, `${name}_expected.npy`].map((file) =>
      join(folder, file),
    );
    await writeFile(inputPath!, encodeNpy(input));
    await writeFile(expectedPath!, encodeNpy(expected));
    await write(name, subnetwork(network, output), inputPath!, expectedPath!);
  }
}

for (const name of await readdir(fixtures)) {
  if (!/^(tf1_14|keras).*\.(h5|keras)$/.test(name) || name.includes('weights')) continue;
  const { network } = await readKerasModel(join(fixtures, name));
  const input = join(fixtures, `input_${network.input.shape.slice(0, 2).join('x')}.npy`);
  await write(
    name.replace('.', '_'),
    network,
    input,
    join(fixtures, `${name.replace('.', '_')}_output.npy`),
  );
}
await writeFile(join(folder, 'arguments.txt'), listed.join('\n'));
