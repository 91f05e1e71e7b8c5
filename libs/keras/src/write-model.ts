import { writeHdf5 } from '@gender/hdf5';
import type { Network } from '@gender/network';
import { encodeModel } from './encode/encode-model.js';
import { kerasGraph, type KerasGraph } from './encode/keras-graph.js';
import { writeRootAttributes, type Metadata } from './root-attributes.js';
import { writeArchive } from './archive/write-archive.js';
import { trainingConfig, type KerasTraining } from './training-config.js';
import { writeLayers, writeVersion, type WeightRows } from './write-layers.js';

export interface WriteKerasModelOptions {
  /** Texts to keep in root attributes, which Keras ignores; default: none. */
  metadata?: Metadata | undefined;
  /** Where values come from that are not in the network's tensors; default: all are. */
  rows?: WeightRows | undefined;
  /** How the model is compiled; default: it is not. */
  training?: KerasTraining | undefined;
}

/**
 * Writes a network as a Keras file: a `Sequential` where its layers form a chain, else
 * a functional model. Equal networks give equal bytes.
 *
 * - A path that ends in `.keras` becomes a Keras 3 archive, which tf.keras 2.15 loads as well.
 * - Any other becomes HDF5, which tf.keras 1.14–2.15 and Keras 3 load.
 *
 * An activation behind a convolution or a dense layer becomes that layer's `activation`; class
 * names and normalisation go to root attributes, which Keras ignores.
 *
 * @throws KerasError (`KERAS_NETWORK`) when Keras has no words for a layer.
 * @throws FileError, Hdf5Error when the file cannot be written.
 */
export async function writeKerasModel(
  path: string,
  network: Network,
  options: WriteKerasModelOptions = {},
): Promise<void> {
  const graph = kerasGraph(path, network);
  const write = path.toLowerCase().endsWith('.keras') ? writeArchive : writeModelHdf5;
  await write(path, network, graph, options);
}

async function writeModelHdf5(
  path: string,
  network: Network,
  graph: KerasGraph,
  { metadata = {}, rows, training }: WriteKerasModelOptions,
): Promise<void> {
  await writeHdf5(path, async (root) => {
    writeVersion(root);
    const config = encodeModel(graph, { modules: false });
    root.setAttribute('model_config', JSON.stringify(config));
    if (training) root.setAttribute('training_config', JSON.stringify(trainingConfig(training)));
    writeRootAttributes(path, root, network, metadata);
    await writeLayers(root.group('model_weights'), graph.layers, rows);
  });
}
