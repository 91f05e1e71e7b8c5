import { required } from '@gender/core';
import { inferShapes, subnetwork, type Layer, type Network } from '@gender/network';
import { ClassifierError } from '../classifier-error.js';

const headLayers: readonly Layer['type'][] = [
  'flatten',
  'dense',
  'relu',
  'dropout',
  'softmax',
  'sigmoid',
];

/**
 * Splits a classifier of pictures into what makes features and the head that tells classes by them.
 *
 * The head begins at the last LayerNormalization, where behind it there is only what a head is made
 * of; else at the first Flatten; else, where a pooling makes the features, behind it.
 *
 * @throws ClassifierError (`CLASSIFIER_MODEL`) when it cannot be split so.
 */
export function splitAtHead(path: string, network: Network): { backbone: Network; head: Network } {
  const { layers } = network;
  const start = headStarts(layers).find((index) => isCut(network, index));
  const boundary = layers[start ?? layers.length]?.inputs[0];
  if (start === undefined || boundary === undefined) {
    throw new ClassifierError(
      'CLASSIFIER_MODEL',
      `${path} is not a transfer model: no LayerNormalization, Flatten or dense layer begins its head; train one on features of the backbone`,
    );
  }
  const shape = required(inferShapes(network).get(boundary), 'the shape of the features');
  return {
    backbone: subnetwork(network, boundary),
    head: {
      name: 'head',
      input: { name: 'features', shape },
      layers: layers.slice(start).map((layer) => ({
        ...layer,
        inputs: layer.inputs.map((input) => (input === boundary ? 'features' : input)),
      })),
      output: network.output,
      classes: network.classes,
      temperature: network.temperature,
    },
  };
}

/** Where the head may begin, the most telling place first. */
function headStarts(layers: readonly Layer[]): number[] {
  const types = layers.map(({ type }) => type);
  const tail = types.findLastIndex((type) => !headLayers.includes(type));
  const normalized = types[tail] === 'layerNormalization' ? [tail] : [];
  const dense = types.indexOf('dense', tail + 1);
  const flatten = types.indexOf('flatten');
  return [...normalized, flatten, dense].filter((index) => index >= 0);
}

/** Whether all that the layers from `start` on read besides each other is the output of one layer. */
function isCut({ layers, input }: Network, start: number): boolean {
  const head = layers.slice(start);
  const names = new Set(head.map(({ name }) => name));
  const outside = new Set(head.flatMap(({ inputs }) => inputs.filter((each) => !names.has(each))));
  return outside.size === 1 && !outside.has(input.name);
}
