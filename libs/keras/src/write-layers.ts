import type { Hdf5GroupWriter } from '@gender/hdf5';
import { setImmediate } from 'node:timers/promises';
import { writeNames } from './name-list.js';
import type { SequentialLayer } from './sequential-layers.js';

/** The version whose words the files use; every later one reads them. */
const KERAS_VERSION = '2.2.4-tf';
const BACKEND = 'tensorflow';

/** Says who wrote a file, as Keras says it. */
export function writeVersion(group: Hdf5GroupWriter): void {
  group.setAttribute('keras_version', KERAS_VERSION);
  group.setAttribute('backend', BACKEND);
}

/**
 * Writes the weights of layers as Keras' `save_weights` does: a group for each layer, even one
 * without weights, with the list `weight_names`; other work may go on between layers.
 */
export async function writeLayers(
  group: Hdf5GroupWriter,
  layers: readonly SequentialLayer[],
): Promise<void> {
  writeVersion(group);
  writeNames(
    group,
    'layer_names',
    layers.map(({ config }) => config.name),
  );
  for (const { config, weights } of layers) {
    const own = group.group(config.name);
    writeNames(
      own,
      'weight_names',
      weights.map(({ name }) => name),
    );
    for (const { name, tensor } of weights) own.dataset(name, tensor);
    await setImmediate();
  }
}
