import { zip } from '@gender/core';
import { openHdf5, type Hdf5Group } from '@gender/hdf5';
import { layerWeights, type Layer, type Network } from '@gender/network';
import { formatShape, tensor, type Float32Tensor } from '@gender/tensor';
import { variableGroups } from './archive/variable-groups.js';
import { KerasError } from './keras-error.js';
import { readNames } from './name-list.js';
import { readWeight } from './weight-store.js';

/** What a file has for a layer that it does not name. */
const noWeights: readonly string[] = [];

/** Where the weights of each layer lie, in Keras' order. */
export type Places = ReadonlyMap<string, readonly string[]>;

/**
 * Reads weights by the names of layers into a network: from a weights-only file of tf.keras, a
 * `.weights.h5` of Keras 3, or a whole model that is flat. Layers of the file that the network
 * does not have are left alone.
 *
 * @returns the same network with the file's weights
 * @throws FileError when there is no such file; Hdf5Error when it is not HDF5 or damaged.
 * @throws KerasError (`KERAS_WEIGHTS`) when a layer with weights is missing or has other shapes;
 *   (`KERAS_FORMAT`) when the file holds no weights.
 */
export async function readKerasWeights(path: string, network: Network): Promise<Network> {
  using file = await openHdf5(path);
  const { root, places } = locateWeights(path, file.root);
  const layers = network.layers.map((layer) => withWeights(path, root, layer, places));
  return { ...network, layers };
}

/**
 * Finds the weights in a file.
 *
 * @returns their places, and the group from which these lead
 * @throws KerasError (`KERAS_FORMAT`) when there are none.
 */
export function locateWeights(path: string, file: Hdf5Group): { root: Hdf5Group; places: Places } {
  const root = file.group('model_weights') ?? file;
  const places = legacyPlaces(root) ?? keras3Places(path, root);
  if (places) return { root, places };
  throw new KerasError('KERAS_FORMAT', `${path} holds no Keras weights: no layer_names, no layers`);
}

/** Whether a file holds weights, of whatever layers. */
export function holdsWeights(file: Hdf5Group): boolean {
  return readNames(file, 'layer_names') !== undefined || variableGroups('', file).size > 0;
}

function withWeights(path: string, root: Hdf5Group, layer: Layer, places: Places): Layer {
  const wanted = layerWeights(layer);
  if (wanted.length === 0) return layer;
  const found = places.get(layer.name) ?? noWeights;
  if (found.length !== wanted.length) {
    throw new KerasError(
      'KERAS_WEIGHTS',
      `${path} has ${found.length} weights for layer "${layer.name}" (${layer.type}), expected ${wanted.length}`,
    );
  }
  const weights = zip(wanted, found).map(([{ name, tensor }, place]) => {
    const stored = readWeight(path, root, place);
    const weight = layer.type === 'prelu' ? byChannel(stored) : stored;
    requireShape(path, layer, name, weight, tensor);
    return [name, weight] as const;
  });
  return { ...layer, ...Object.fromEntries(weights) };
}

/** Slopes `(C)` of a PReLU; of maps Keras stores them as `(1, 1, C)`, the axes that share them of length 1. */
function byChannel(slopes: Float32Tensor): Float32Tensor {
  const { shape, data } = slopes;
  const isShared = shape.slice(0, -1).every((length) => length === 1);
  return isShared ? tensor('float32', shape.slice(-1), data) : slopes;
}

function requireShape(
  path: string,
  layer: Layer,
  name: string,
  found: Float32Tensor,
  expected: Float32Tensor,
): void {
  if (formatShape(found.shape) === formatShape(expected.shape)) return;
  throw new KerasError(
    'KERAS_WEIGHTS',
    `${path} has a ${name} of shape ${formatShape(found.shape)} for layer "${layer.name}" (${layer.type}), expected ${formatShape(expected.shape)}`,
  );
}

/** tf.keras: a group for each layer, with the names of its weights. */
function legacyPlaces(root: Hdf5Group): Places | undefined {
  const names = readNames(root, 'layer_names');
  if (!names) return undefined;
  return new Map(
    names.map((layer) => {
      const group = root.group(layer);
      const weights = (group && readNames(group, 'weight_names')) ?? noWeights;
      return [layer, weights.map((weight) => `${layer}/${weight}`)];
    }),
  );
}

/** Keras 3: groups of any name, which carry the layer's name; earlier versions do not say it. */
function keras3Places(path: string, root: Hdf5Group): Places | undefined {
  const groups = [...variableGroups(path, root)];
  if (groups.length === 0) return undefined;
  return new Map(groups.map(([place, { name = place, weights }]) => [name, weights] as const));
}
