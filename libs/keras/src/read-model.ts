import { openFileSource } from '@gender/core/node';
import { openHdf5, type Hdf5Group, type StoredBytes } from '@gender/hdf5';
import { validateNetwork, type Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { joinApart } from './apart/read-apart.js';
import { ArchiveWeights } from './archive/archive-weights.js';
import { convertModel, type ConvertOptions } from './decode/convert-model.js';
import { KerasError } from './keras-error.js';
import { parseModelConfig, type ModelConfig } from './model-config.js';
import { openArchive } from './archive/open-archive.js';
import { holdsWeights } from './read-weights.js';
import { readRootAttributes, type Metadata } from './root-attributes.js';
import { WeightGroups } from './weight-groups.js';
import type { WeightStore } from './weight-store.js';

/** A model file's content. */
export interface KerasModel {
  /** With class names and normalisation, where the file has them. */
  readonly network: Network;
  /** Every other text in the file's root attributes, by name. */
  readonly metadata: Metadata;
  /** Where weights lie in the file, of those that lie there as they are in memory; none of an archive. */
  readonly stored: ReadonlyMap<Float32Tensor, StoredBytes>;
}

export interface ReadKerasModelOptions {
  /**
   * Leaves weights in the file until somebody asks for their elements, where they lie there as they
   * are in memory; the file must not change before. Not of archives. Default: false.
   */
  lazy?: boolean | undefined;
  /** Of a model with several outputs the one to read, by the name of its layer. Default: the only one. */
  output?: string | undefined;
  /**
   * Of a file of weights alone, its layers: `vgg16`, or the path of a JSON file that Keras' `to_json`
   * has written. Default: the file says it.
   */
  architecture?: string | undefined;
  /** The shape of the input without the batch, `[H, W, C]`, for models that take pictures of any size. */
  inputShape?: readonly number[] | undefined;
}

/** The first bytes of a zip archive, which a `.keras` file is. */
const ZIP = 'PK\x03\x04';

/**
 * Reads a whole model from a file that tf.keras 1.14–2.15, Keras 3 or `writeKerasModel` has saved,
 * HDF5 or a `.keras` archive; its first bytes tell which.
 *
 * Nested models are flattened and activations become layers of their own, named after the layer
 * that they follow: `conv1_1` with `activation='relu'` becomes `conv1_1` and `conv1_1_relu`. A
 * layer applied twice becomes two layers (`shared`, `shared_1`) that share their weights. Layers
 * that change nothing (Permute((1, 2, 3)), linear activations) are left out.
 *
 * @throws FileError when there is no such file; Hdf5Error when its HDF5 is damaged.
 * @throws KerasError when it is no model (`KERAS_FORMAT`), has layers or options that networks do
 *   not have (`KERAS_UNSUPPORTED`) or lacks weights (`KERAS_WEIGHTS`).
 * @throws NetworkError when its layers do not fit each other.
 */
export async function readKerasModel(
  path: string,
  { lazy = false, architecture, ...options }: ReadKerasModelOptions = {},
): Promise<KerasModel> {
  if (architecture !== undefined) return readApart(path, architecture, options);
  return withModel(path, lazy, ({ config, root, weights }) => ({
    ...toModel(config, root, weights, options),
    stored: weights instanceof WeightGroups ? weights.stored : new Map(),
  }));
}

/** A model in a file that is open. */
export interface OpenModel {
  readonly config: ModelConfig;
  /** Of the HDF5 file that holds the weights. */
  readonly root: Hdf5Group;
  /** The group from which the places of weights lead. */
  readonly group: Hdf5Group;
  readonly weights: WeightStore;
}

/** Opens a file of either form as long as something is done with it. */
export async function withModel<T>(
  path: string,
  lazy: boolean,
  use: (model: OpenModel) => T,
): Promise<T> {
  if (!(await isArchive(path))) return withHdf5(path, lazy, use);
  await using archive = await openArchive(path);
  using file = await openHdf5(archive.weights);
  const config = parseModelConfig(path, archive.config);
  const { root } = file;
  return use({ config, root, group: root, weights: new ArchiveWeights(path, root, config) });
}

async function withHdf5<T>(path: string, lazy: boolean, use: (model: OpenModel) => T): Promise<T> {
  using file = await openHdf5(path);
  const { root } = file;
  const config = parseModelConfig(path, requireConfig(path, root));
  const group = root.group('model_weights');
  if (!group) throw new KerasError('KERAS_FORMAT', `${path} has no group model_weights`);
  return use({ config, root, group, weights: new WeightGroups(path, group, { lazy }) });
}

async function readApart(
  path: string,
  architecture: string,
  options: ConvertOptions,
): Promise<KerasModel> {
  using file = await openHdf5(path);
  const { config, weights } = await joinApart(path, file.root, architecture);
  return { ...toModel(config, file.root, weights, options), stored: new Map() };
}

function toModel(
  config: ModelConfig,
  root: Hdf5Group,
  weights: WeightStore,
  options: ConvertOptions,
): Omit<KerasModel, 'stored'> {
  const { metadata, ...known } = readRootAttributes(weights.path, root);
  const network = { ...convertModel(config, weights, options), ...known };
  return { network: validateNetwork(network), metadata };
}

function requireConfig(path: string, root: Hdf5Group): string {
  const config = root.attribute('model_config');
  if (typeof config === 'string') return config;
  if (holdsWeights(root)) {
    throw new KerasError(
      'KERAS_ARCHITECTURE',
      `${path} holds weights alone; say of what architecture they are`,
    );
  }
  const why = root.names().length > 0 ? 'it is no model of Keras' : 'it is empty';
  throw new KerasError('KERAS_FORMAT', `${path} has no model_config: ${why}`);
}

async function isArchive(path: string): Promise<boolean> {
  await using source = await openFileSource(path);
  const start = await source.slice(0, Math.min(source.byteLength, ZIP.length));
  return Buffer.from(start).toString('latin1') === ZIP;
}
