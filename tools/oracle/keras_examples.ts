/**
 * Writes with @gender/keras what real Keras is to load (see README.md):
 * the descriptor, a whole transfer model and its head's weights, and what the miniatures saved by
 * Keras become after reading and writing.
 *
 *     node --import tsx --conditions=@gender/source tools/oracle/keras_examples.ts <folder>
 */
import { readKerasModel, writeKerasModel, writeKerasWeights } from '@gender/keras';
import type { Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const fixtures = join(import.meta.dirname, '../../libs/keras/test/fixtures');
const folder = process.argv[2] ?? '.';

const mean = tensor('float32', [64, 64, 3], new Float32Array(64 * 64 * 3).fill(100));
const { network } = await readKerasModel(join(fixtures, 'tf1_14_flat_transfer.h5'));
const transfer: Network = {
  ...network,
  classes: ['Female', 'Male'],
  normalization: { mean, interpolation: 'bicubic' },
};
const training = { learningRate: 1e-4, loss: 'categorical_crossentropy', metrics: ['accuracy'] };
await writeKerasModel(join(folder, 'transfer.h5'), transfer, {
  metadata: { preprocessing: 'network' },
  training,
});
await writeKerasModel(join(folder, 'transfer.keras'), transfer, { training });
await writeKerasWeights(join(folder, 'weights.h5'), transfer);

for (const name of await readdir(fixtures)) {
  if (!/^(tf1_14|keras).*\.h5$/.test(name) || /weights|functional_(branch|shared)/.test(name))
    continue;
  const model = await readKerasModel(join(fixtures, name));
  await writeKerasModel(join(folder, name), model.network, { metadata: model.metadata });
}
