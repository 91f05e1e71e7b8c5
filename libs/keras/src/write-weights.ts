import { writeHdf5 } from '@gender/hdf5';
import type { Network } from '@gender/network';
import { kerasGraph } from './layers/keras-graph.js';
import { writeLayers } from './write-layers.js';

/**
 * Writes the weights of a network alone, as tf.keras' `save_weights('….h5')` does; they load into
 * a model whose layers have the same names with `load_weights(path, by_name=True)`.
 *
 * @throws KerasError (`KERAS_NETWORK`) when Keras has no words for a layer.
 * @throws FileError, Hdf5Error when the file cannot be written.
 */
export async function writeKerasWeights(path: string, network: Network): Promise<void> {
  const { layers } = kerasGraph(path, network);
  await writeHdf5(path, (root) => writeLayers(root, layers));
}
