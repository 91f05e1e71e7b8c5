import { writeHdf5 } from '@gender/hdf5';
import type { Network } from '@gender/network';
import { kerasGraph } from './encode/keras-graph.js';
import { writeLayers, type WeightRows } from './write-layers.js';

export interface WriteKerasWeightsOptions {
  /** Where values come from that are not in the network's tensors; default: all are. */
  rows?: WeightRows | undefined;
}

/**
 * Writes the weights of a network alone, as tf.keras' `save_weights('….h5')` does; they load into
 * a model whose layers have the same names with `load_weights(path, by_name=True)`.
 *
 * @throws KerasError (`KERAS_NETWORK`) when Keras has no words for a layer.
 * @throws FileError, Hdf5Error when the file cannot be written.
 */
export async function writeKerasWeights(
  path: string,
  network: Network,
  { rows }: WriteKerasWeightsOptions = {},
): Promise<void> {
  const { layers } = kerasGraph(path, network);
  await writeHdf5(path, (root) => writeLayers(root, layers, rows));
}
