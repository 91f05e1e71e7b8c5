import type { Hdf5GroupWriter } from '@gender/hdf5';
import { setImmediate } from 'node:timers/promises';
import type { KerasLayer } from './layers/keras-graph.js';
import { writeNames } from './name-list.js';

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
  layers: readonly KerasLayer[],
): Promise<void> {
  writeVersion(group);
  writeNames(
    group,
    'layer_names',
    layers.map(({ name }) => name),
  );
  for (const { name, weights } of layers) {
    const own = group.group(name);
    const named = weights.map((weight) => ({ ...weight, path: `${name}/${weight.name}:0` }));
    writeNames(
      own,
      'weight_names',
      named.map(({ path }) => path),
    );
    for (const { path, tensor } of named) own.dataset(path, tensor);
    await setImmediate();
  }
}
