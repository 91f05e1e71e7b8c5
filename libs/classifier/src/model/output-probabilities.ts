import { required } from '@gender/core';
import { dense, inferShapes, type Layer, type Network, type Shape } from '@gender/network';
import { elementCount, formatShape, tensor } from '@gender/tensor';
import { ClassifierError } from '../classifier-error.js';

/** What the outputs of a network are before anything is done to them. */
export type OutputKind =
  /** Two or more that sum to 1. */
  | 'probabilities'
  /** One, of the second of two classes. */
  | 'probability'
  /** Any numbers: logits, or something else. */
  | 'scores';

/** Layers that change no value at inference, behind which an activation may stand. */
const passing: readonly Layer['type'][] = ['flatten', 'reshape', 'dropout'];

/**
 * What the outputs of a classifier are.
 *
 * @throws ClassifierError (`CLASSIFIER_OUTPUTS`) when they are bounded, but no probabilities of
 *   classes of which one is right.
 */
export function outputKind(path: string, network: Network): OutputKind {
  const shapes = inferShapes(network);
  const units = unitsOf(path, shapes.get(network.output));
  const { type, name } = lastActivation(network.layers, network.output);
  const ofLayer = required(shapes.get(name), `the shape of "${name}"`);
  if (type === 'sigmoid') {
    if (units === 1) return 'probability';
    throw noProbabilities(
      path,
      `${units} sigmoids, which say each whether its class applies and do not sum to 1; train a model whose last layer is a softmax, or one sigmoid for two classes`,
    );
  }
  if (type !== 'softmax') return 'scores';
  if (units > 1 && ofLayer.at(-1) === units) return 'probabilities';
  throw noProbabilities(
    path,
    `a softmax over ${ofLayer.at(-1)} of ${units} outputs; a softmax over all outputs, two or more, is expected`,
  );
}

/** The activation that decides about the range of the outputs, or the layer where there is none. */
function lastActivation(layers: readonly Layer[], output: string): Layer {
  const layer = required(
    layers.find(({ name }) => name === output),
    `the layer "${output}"`,
  );
  const before = layers.find(({ name }) => name === layer.inputs[0]);
  const passes = passing.includes(layer.type) && before !== undefined;
  return passes ? lastActivation(layers, before.name) : layer;
}

function unitsOf(path: string, shape: Shape | undefined): number {
  const outputs = required(shape, 'the shape of the outputs');
  const [units] = outputs;
  if (units !== undefined && outputs.length === 1) return units;
  throw new ClassifierError(
    'CLASSIFIER_MODEL',
    `${path} has outputs of shape ${formatShape(outputs)}; a classifier has one for each class, (classes)`,
  );
}

/**
 * A network whose outputs are one probability for each of two or more classes: logits go through a
 * softmax, one logit through a sigmoid, and of one probability p become (1 − p, p).
 */
export function withProbabilities(network: Network, kind: OutputKind): Network {
  if (kind === 'probabilities') return network;
  if (kind === 'probability') return append(network, twoOfOne);
  const units = elementCount(required(inferShapes(network).get(network.output), 'its outputs'));
  if (units > 1) return append(network, activation('softmax'));
  return append(append(network, activation('sigmoid')), twoOfOne);
}

function append(network: Network, layerOn: (input: string) => Layer): Network {
  const layer = layerOn(network.output);
  return { ...network, layers: [...network.layers, layer], output: layer.name };
}

const activation =
  (type: 'softmax' | 'sigmoid') =>
  (input: string): Layer => ({ type, name: `${input}_${type}`, inputs: [input] });

/** `(1 − p, p)` as a dense layer. */
const twoOfOne = (input: string): Layer =>
  dense(`${input}_probabilities`, input, {
    kernel: tensor('float32', [1, 2], Float32Array.of(-1, 1)),
    bias: tensor('float32', [2], Float32Array.of(1, 0)),
  });

function noProbabilities(path: string, found: string): ClassifierError {
  return new ClassifierError(
    'CLASSIFIER_OUTPUTS',
    `the outputs of ${path} are no probabilities: it ends in ${found}`,
  );
}
