import { openFileSource } from '@gender/core/node';
import { openHdf5, type Hdf5Group } from '@gender/hdf5';
import { validateNetwork, type Network } from '@gender/network';
import { convertModel } from './convert-model.js';
import { KerasError } from './keras-error.js';
import { parseModelConfig } from './model-config.js';
import { readRootAttributes, type Metadata } from './root-attributes.js';
import { WeightGroups } from './weight-groups.js';

/** A model file's content. */
export interface KerasModel {
  /** With class names and normalisation, where the file has them. */
  readonly network: Network;
  /** Every other text in the file's root attributes, by name. */
  readonly metadata: Metadata;
}

/** The first bytes of a zip archive, which a `.keras` file is. */
const ZIP = 'PK\x03\x04';

/**
 * Reads a whole model from the HDF5 file that tf.keras 1.14–2.15, Keras 3 or `writeKerasModel`
 * has saved.
 *
 * Nested models are flattened and activations become layers of their own, named after the layer
 * that they follow: `conv1_1` with `activation='relu'` becomes `conv1_1` and `conv1_1_relu`. A
 * layer applied twice becomes two layers (`shared`, `shared_1`) that share their weights. Layers
 * that change nothing (Permute((1, 2, 3)), linear activations) are left out.
 *
 * @throws FileError when there is no such file; Hdf5Error when it is not HDF5 or damaged.
 * @throws KerasError when it is no model (`KERAS_FORMAT`), has layers or options that networks do
 *   not have (`KERAS_UNSUPPORTED`) or lacks weights (`KERAS_WEIGHTS`).
 * @throws NetworkError when its layers do not fit each other.
 */
export async function readKerasModel(path: string): Promise<KerasModel> {
  await refuseArchive(path);
  using file = await openHdf5(path);
  const { root } = file;
  const config = parseModelConfig(path, requireConfig(path, root));
  const group = root.group('model_weights');
  if (!group) throw new KerasError('KERAS_FORMAT', `${path} has no group model_weights`);
  const { metadata, ...known } = readRootAttributes(root);
  const network = { ...convertModel(config, new WeightGroups(path, group)), ...known };
  return { network: validateNetwork(network), metadata };
}

function requireConfig(path: string, root: Hdf5Group): string {
  const config = root.attribute('model_config');
  if (typeof config === 'string') return config;
  const why =
    root.names().length > 0 ? 'it may hold weights alone, for readKerasWeights' : 'it is empty';
  throw new KerasError('KERAS_FORMAT', `${path} has no model_config: ${why}`);
}

async function refuseArchive(path: string): Promise<void> {
  await using source = await openFileSource(path);
  const start = await source.slice(0, Math.min(source.byteLength, ZIP.length));
  if (Buffer.from(start).toString('latin1') !== ZIP) return;
  throw new KerasError(
    'KERAS_UNSUPPORTED',
    `${path} is a .keras archive, which is not read yet; save the model as .h5`,
  );
}
