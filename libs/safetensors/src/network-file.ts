import { layerWeights, validateNetwork, type Layer, type Network } from '@gender/network';
import { formatShape, hasDType, tensor, type Float32Tensor } from '@gender/tensor';
import { encodeSafetensors } from './encode-safetensors.js';
import type { Metadata } from './header.js';
import {
  describeNetwork,
  networkTensors,
  restoreNetwork,
  weightName,
} from './network-description.js';
import type { SafetensorsFile } from './open-safetensors.js';
import { SafetensorsError } from './safetensors-error.js';

/** A model file's content. */
export interface SafetensorsModel {
  readonly network: Network;
  /** Every other text of the file, by name. */
  readonly metadata: Metadata;
}

/** The text that describes the network. */
const NETWORK = 'network';

/**
 * A whole network as a safetensors file, piece by piece: tensors named `<layer>.<kernel|bias|…>`,
 * and as metadata `network`, JSON, all that is not a weight. Equal networks give equal bytes.
 *
 * @param metadata - further texts to keep
 * @throws SafetensorsError (`SAFETENSORS_NETWORK`) when a text is named `network`.
 */
export function encodeNetwork(network: Network, metadata: Metadata = {}): readonly Uint8Array[] {
  if (NETWORK in metadata) {
    throw new SafetensorsError(
      'SAFETENSORS_NETWORK',
      `metadata cannot be named "${NETWORK}", which describes the network`,
    );
  }
  return encodeSafetensors(networkTensors(network), {
    ...metadata,
    [NETWORK]: describeNetwork(network),
  });
}

/**
 * The network that `encodeNetwork` has put into a file, in other software or here.
 *
 * @throws SafetensorsError (`SAFETENSORS_NETWORK`) when the file holds none or lacks a weight.
 * @throws NetworkError when it contradicts itself.
 */
export async function decodeNetwork(file: SafetensorsFile): Promise<SafetensorsModel> {
  const { [NETWORK]: description, ...metadata } = file.metadata;
  if (description === undefined) {
    throw new SafetensorsError(
      'SAFETENSORS_NETWORK',
      `${file.name} holds ${file.tensors.length} tensors, but no description of a network; read them into one with withWeights`,
    );
  }
  const value = await restoreNetwork(file.name, description, (name) => readFloats(file, name));
  return { network: validateNetwork(value), metadata };
}

/**
 * A network with the weights of a file, by the names `<layer>.<kernel|bias|…>`. Tensors that the
 * network does not have are left alone.
 *
 * @throws SafetensorsError (`SAFETENSORS_NETWORK`) when a weight is missing or has another shape.
 */
export async function withWeights(network: Network, file: SafetensorsFile): Promise<Network> {
  const layers: Layer[] = [];
  for (const layer of network.layers) {
    const weights: (readonly [string, Float32Tensor])[] = [];
    for (const { name, tensor: own } of layerWeights(layer)) {
      const read = await readFloats(file, weightName(layer.name, name));
      requireShape(file, layer, name, read, own);
      weights.push([name, read]);
    }
    layers.push({ ...layer, ...Object.fromEntries(weights) });
  }
  return { ...network, layers };
}

async function readFloats(file: SafetensorsFile, name: string): Promise<Float32Tensor> {
  const read = await file.read(name);
  if (hasDType(read, 'float32')) return read;
  if (hasDType(read, 'float64')) {
    return tensor('float32', read.shape, Float32Array.from(read.data));
  }
  throw new SafetensorsError(
    'SAFETENSORS_NETWORK',
    `${file.name}: tensor "${name}" holds ${read.dtype}, expected floats`,
  );
}

function requireShape(
  file: SafetensorsFile,
  layer: Layer,
  weight: string,
  found: Float32Tensor,
  expected: Float32Tensor,
): void {
  if (formatShape(found.shape) === formatShape(expected.shape)) return;
  throw new SafetensorsError(
    'SAFETENSORS_NETWORK',
    `${file.name} has a ${weight} of shape ${formatShape(found.shape)} for layer "${layer.name}" (${layer.type}), expected ${formatShape(expected.shape)}`,
  );
}
