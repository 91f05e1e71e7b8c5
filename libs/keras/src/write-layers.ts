import type { Hdf5GroupWriter } from '@gender/hdf5';
import { setImmediate } from 'node:timers/promises';
import type { KerasLayer, KerasWeight } from './encode/keras-graph.js';
import { writeNames } from './name-list.js';

/** The version whose words the files use; every later one reads them. */
const KERAS_VERSION = '2.2.4-tf';
const BACKEND = 'tensorflow';

/**
 * Where the values of weights come from when they are not in a network's tensors: for the name of a
 * layer and Keras' name of a weight (`kernel`, `gamma`) its rows in order, in Keras' layout, whole
 * rows and any number of them at a time; `undefined` where the tensor has them.
 */
export type WeightRows = (
  layer: string,
  weight: string,
) => AsyncIterable<Float32Array> | Iterable<Float32Array> | undefined;

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
  rows?: WeightRows,
): Promise<void> {
  writeVersion(group);
  writeNames(
    group,
    'layer_names',
    layers.map(({ name }) => name),
  );
  for (const { name, weights } of layers) {
    const own = group.group(name);
    const named = weights.map((weight) => ({ weight, path: `${name}/${weight.name}:0` }));
    writeNames(
      own,
      'weight_names',
      named.map(({ path }) => path),
    );
    for (const { path, weight } of named) await writeWeight(own, path, name, weight, rows);
    await setImmediate();
  }
}

/** Writes a weight of a layer as a dataset, from its rows where there are any. */
export async function writeWeight(
  group: Hdf5GroupWriter,
  path: string,
  layer: string,
  { name, tensor }: KerasWeight,
  rows?: WeightRows,
): Promise<void> {
  const pieces = rows?.(layer, name);
  if (pieces) await group.datasetOfRows(path, tensor, pieces);
  else group.dataset(path, tensor);
}
