import { writeHdf5 } from '@gender/hdf5';
import type { Network } from '@gender/network';
import { writeRootAttributes, type Metadata } from './root-attributes.js';
import { sequentialLayers, type SequentialLayer } from './sequential-layers.js';
import { writeLayers, writeVersion } from './write-layers.js';

export interface WriteKerasModelOptions {
  /** Texts to keep in root attributes, which Keras ignores; default: none. */
  metadata?: Metadata | undefined;
}

/**
 * Writes a network as a Keras HDF5 file that tf.keras 1.14–2.15 and Keras 3 load with
 * `load_model`: a flat, uncompiled `Sequential`. Equal networks give equal bytes.
 *
 * An activation behind a convolution or a dense layer becomes that layer's `activation`; class
 * names and normalisation go to root attributes, which Keras ignores.
 *
 * @throws KerasError (`KERAS_NETWORK`) when the network is not a chain, or Keras has no words for it.
 * @throws FileError, Hdf5Error when the file cannot be written.
 */
export async function writeKerasModel(
  path: string,
  network: Network,
  { metadata = {} }: WriteKerasModelOptions = {},
): Promise<void> {
  const layers = sequentialLayers(path, network);
  await writeHdf5(path, async (root) => {
    writeVersion(root);
    root.setAttribute('model_config', JSON.stringify(modelConfig(network, layers)));
    writeRootAttributes(path, root, network, metadata);
    await writeLayers(root.group('model_weights'), layers);
  });
}

/** Keras takes the model's name for a TensorFlow scope. */
function modelConfig({ name, input }: Network, layers: readonly SequentialLayer[]): unknown {
  const inputLayer = {
    class_name: 'InputLayer',
    config: {
      batch_input_shape: [null, ...input.shape],
      dtype: 'float32',
      sparse: false,
      name: scopeName(input.name),
    },
  };
  return {
    class_name: 'Sequential',
    config: {
      name: scopeName(name),
      layers: [
        inputLayer,
        ...layers.map(({ className, config }) => ({ class_name: className, config })),
      ],
    },
  };
}

/** A name in the characters that Keras allows. */
function scopeName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.-]/g, '_').replace(/^[^A-Za-z0-9.]/, 'model$&') || 'model';
}
