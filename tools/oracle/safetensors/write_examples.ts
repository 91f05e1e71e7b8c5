/**
 * Writes a network with every kind of weight as safetensors, its weights also as `.npy`, and reads
 * what the Python library has made of it, if that is there.
 *
 * node --import tsx --conditions=@gender/source tools/oracle/safetensors/write_examples.ts <folder>
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { layerWeights } from '@gender/network';
import { readSafetensorsModel, writeSafetensorsModel } from '@gender/safetensors/node';
import { encodeNpy } from '@gender/tensor';
import { exampleNetwork } from '../../../libs/safetensors/test/example-network.js';

const [folder = '.'] = process.argv.slice(2);
await writeSafetensorsModel(`${folder}/ours.safetensors`, exampleNetwork, {
  metadata: { note: 'ž' },
});
for (const layer of exampleNetwork.layers) {
  for (const { name, tensor } of layerWeights(layer)) {
    await writeFile(`${folder}/${layer.name}.${name}.npy`, encodeNpy(tensor));
  }
}
if (existsSync(`${folder}/theirs.safetensors`)) {
  const { network } = await readSafetensorsModel(`${folder}/theirs.safetensors`);
  console.log(isDeepStrictEqual(network, exampleNetwork) ? 'theirs: equal' : 'theirs: DIFFERENT');
}
