import { required } from '@gender/core';
import {
  encodeNormalization,
  inferShapes,
  type Network,
  type NormalizationRecord,
} from '@gender/network';
import { encodeModel } from '../encode/encode-model.js';
import { kerasGraph, type KerasGraph, type KerasWeight } from '../encode/keras-graph.js';
import { KerasError } from '../keras-error.js';
import { adaptLayer } from './adapt-layer.js';
import { shardsOf, type Shard } from './shards.js';
import { TfjsError } from './tfjs-error.js';

/** A LayersModel: its index and the files of weights that the index names. */
export interface TfjsModel {
  /** The content of `model.json`. */
  readonly index: TfjsIndex;
  /** Files beside it. */
  readonly shards: readonly Shard[];
}

/** What `model.json` says. */
export interface TfjsIndex {
  readonly format: 'layers-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly modelTopology: object;
  readonly weightsManifest: readonly WeightsGroup[];
  /** What the model's `getUserDefinedMetadata()` gives, where something is known. */
  readonly userDefinedMetadata?: TfjsMetadata;
}

/** Weights whose bytes lie in files one after the other. */
export interface WeightsGroup {
  readonly paths: readonly string[];
  readonly weights: readonly { name: string; shape: readonly number[]; dtype: 'float32' }[];
}

/** What is known about a model's use. */
export interface TfjsMetadata {
  /** What the components of the output stand for. */
  readonly classes?: readonly string[];
  /** What logits are to be divided by for calibrated probabilities. */
  readonly temperature?: number;
  /** How pictures were fed in training. */
  readonly normalization?: NormalizationRecord;
}

/** As it always was, so that equal networks give the bytes that they gave before. */
const GENERATOR = '@gender/tfjs';

/** The version of Keras whose words the topology has. */
const KERAS = { keras_version: '2.15.0', backend: 'tensorflow' };

/**
 * A network as a LayersModel, which `tf.loadLayersModel` of TensorFlow.js loads. The pieces of its
 * files are views of the weights, except kernels whose groups must be joined. Equal networks give
 * equal bytes.
 *
 * @throws TfjsError when TensorFlow.js has no layer for one of the network's.
 * @throws NetworkError when the network contradicts itself.
 */
export function toTfjs(network: Network): TfjsModel {
  const graph = tfjsGraph(withoutFlatVectors(network));
  const weights = weightsOf(graph);
  const shards = shardsOf(weights.map(({ tensor }) => tensor));
  const group = {
    paths: shards.map(({ name }) => name),
    weights: weights.map(({ name, tensor: { shape } }) => ({
      name,
      shape,
      dtype: 'float32' as const,
    })),
  };
  const metadata = metadataOf(network);
  const index: TfjsIndex = {
    format: 'layers-model',
    generatedBy: GENERATOR,
    convertedBy: null,
    modelTopology: { ...KERAS, model_config: encodeModel(graph, { modules: false }) },
    weightsManifest: [group],
    ...(Object.keys(metadata).length > 0 && { userDefinedMetadata: metadata }),
  };
  return { index, shards };
}

function tfjsGraph(network: Network): KerasGraph {
  try {
    const graph = kerasGraph('a LayersModel', network);
    return { ...graph, layers: graph.layers.map(adaptLayer) };
  } catch (cause) {
    if (!(cause instanceof KerasError)) throw cause;
    throw new TfjsError('TFJS_NETWORK', cause.message, { cause });
  }
}

/** TensorFlow.js does not flatten vectors, but gives them the shape that they have. */
function withoutFlatVectors(network: Network): Network {
  const shapes = inferShapes(network);
  const layers = network.layers.map((layer) => {
    if (layer.type !== 'flatten') return layer;
    const input = required(layer.inputs[0], `the input of "${layer.name}"`);
    const shape = required(shapes.get(input), `the shape of "${input}"`);
    return shape.length === 1 ? { ...layer, type: 'reshape' as const, shape } : layer;
  });
  return { ...network, layers };
}

function weightsOf({ layers }: KerasGraph): KerasWeight[] {
  return layers.flatMap((layer) =>
    layer.weights.map(({ name, tensor }) => ({ name: `${layer.name}/${name}`, tensor })),
  );
}

function metadataOf({ classes, temperature, normalization }: Network): TfjsMetadata {
  return {
    ...(classes && { classes }),
    ...(temperature !== undefined && { temperature }),
    ...(normalization && { normalization: encodeNormalization(normalization) }),
  };
}
