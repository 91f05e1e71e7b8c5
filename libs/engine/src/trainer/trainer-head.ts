import { required, zip } from '@gender/core';
import type { HeadSpec, LossOptions, Parameter } from '@gender/kernels';
import {
  validateNetwork,
  type DenseLayer,
  type DropoutLayer,
  type Layer,
  type LayerNormalizationLayer,
  type LayerType,
  type Network,
} from '@gender/network';
import { elementCount, type Float32Tensor } from '@gender/tensor';
import { EngineError } from '../engine-error.js';

/** A network that is known to be a head: its layers by the part that they play. */
export interface TrainableHead {
  readonly network: Network;
  readonly normalization: LayerNormalizationLayer | undefined;
  /** At least one; the last one's units are the classes. */
  readonly dense: readonly DenseLayer[];
  /** The dropout behind each dense layer but the last, where there is one. */
  readonly dropouts: readonly (DropoutLayer | undefined)[];
  readonly weights: readonly HeadWeight[];
}

/** A trainable array of a head: what the kernels call it, and where it belongs. */
export interface HeadWeight {
  readonly parameter: Parameter;
  readonly layer: string;
  readonly tensor: Float32Tensor;
}

/**
 * Reads a network as `layerNormalization?, flatten, (dense, relu, dropout?)*, dense, softmax`; a
 * head that reads vectors may go without `flatten`.
 *
 * @throws EngineError (`ENGINE_HEAD`) naming the layer at fault.
 */
export function readTrainableHead(head: Network): TrainableHead {
  const network = validate(head);
  const chain = new Chain(network);
  const normalization = chain.take('layerNormalization');
  if (network.input.shape.length === 1) chain.take('flatten');
  else chain.expect('flatten');

  const dense = [chain.expect('dense')];
  const dropouts: (DropoutLayer | undefined)[] = [];
  for (let relu = chain.take('relu'); relu; relu = chain.take('relu')) {
    if (relu.negativeSlope !== 0) {
      throw fault(relu, `has the slope ${relu.negativeSlope}; only a plain ReLU can be trained`);
    }
    dropouts.push(chain.take('dropout'));
    dense.push(chain.expect('dense'));
  }
  chain.expect('softmax');
  chain.end();
  return { network, normalization, dense, dropouts, weights: listWeights(normalization, dense) };
}

/** What the kernels ask for: the head's sizes and its loss. */
export function headSpec(head: TrainableHead, batchSize: number, loss: LossOptions): HeadSpec {
  const { shape } = head.network.input;
  return {
    positions: elementCount(shape.slice(0, -1)),
    channels: required(shape.at(-1), 'the channel axis of a head'),
    normalizationEpsilon: head.normalization?.epsilon,
    units: head.dense.map(unitsOf),
    dropout: head.dropouts.map((dropout) => dropout?.rate ?? 0),
    batchSize,
    loss,
  };
}

/** The units of a dense layer. */
export function unitsOf({ kernel }: DenseLayer): number {
  return required(kernel.shape[1], 'the units of a dense kernel');
}

/** How many classes a head tells apart. */
export function classesOf({ dense }: TrainableHead): number {
  return unitsOf(required(dense.at(-1), 'the last dense layer of a head'));
}

/** The head's network with other weights, given in the order of `head.weights`. */
export function withWeights(head: TrainableHead, tensors: readonly Float32Tensor[]): Network {
  const layers = head.network.layers.map((layer): Layer => {
    const fields = zip(head.weights, tensors).flatMap(([{ layer: name, parameter }, weight]) =>
      name === layer.name ? [[parameter.kind, weight] as const] : [],
    );
    return { ...layer, ...Object.fromEntries(fields) };
  });
  return { ...head.network, layers };
}

/** The layers of a network, each of which must read the one before it. */
class Chain {
  readonly #network: Network;
  #taken = 0;

  constructor(network: Network) {
    this.#network = network;
  }

  /** The next layer, where it has this type; it is then behind us. */
  take<T extends LayerType>(type: T): Extract<Layer, { type: T }> | undefined {
    const layer = this.#network.layers[this.#taken];
    if (!layer || !isOfType(layer, type)) return undefined;
    const previous = this.#network.layers[this.#taken - 1]?.name ?? this.#network.input.name;
    if (layer.inputs[0] !== previous) {
      throw fault(
        layer,
        `reads "${layer.inputs[0]}" instead of "${previous}", the layer before it`,
      );
    }
    this.#taken += 1;
    return layer;
  }

  /** The next layer, which must have this type. */
  expect<T extends LayerType>(type: T): Extract<Layer, { type: T }> {
    const found = this.take(type);
    if (found) return found;
    const layer = this.#network.layers[this.#taken];
    if (layer) throw fault(layer, `stands where ${type} is expected`);
    throw new EngineError(
      'ENGINE_HEAD',
      `${describe(this.#network)} ends where ${type} is expected; ${FORM}`,
    );
  }

  end(): void {
    const { layers, output } = this.#network;
    const layer = layers[this.#taken];
    if (layer) throw fault(layer, 'stands behind the softmax');
    const last = layers.at(-1);
    if (last && last.name !== output) throw fault(last, `is not the output, "${output}" is`);
  }
}

const FORM =
  'a head is layerNormalization (or not), flatten, any number of dense, relu, dropout (or not), then dense, softmax';

function isOfType<T extends LayerType>(
  layer: Layer,
  type: T,
): layer is Extract<Layer, { type: T }> {
  return layer.type === type;
}

function validate(head: Network): Network {
  try {
    return validateNetwork(head);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('ENGINE_HEAD', `the head is not a valid network: ${problem}`, { cause });
  }
}

function listWeights(
  normalization: LayerNormalizationLayer | undefined,
  dense: readonly DenseLayer[],
): HeadWeight[] {
  const scales = normalization
    ? [
        trainable(normalization, { kind: 'gamma' }, normalization.gamma),
        trainable(normalization, { kind: 'beta' }, normalization.beta),
      ]
    : [];
  const weights = dense.flatMap((layer, index) => [
    trainable(layer, { kind: 'kernel', layer: index }, layer.kernel),
    trainable(layer, { kind: 'bias', layer: index }, layer.bias),
  ]);
  return [...scales, ...weights];
}

function trainable(
  layer: Layer,
  parameter: Parameter,
  tensor: Float32Tensor | undefined,
): HeadWeight {
  if (tensor) return { parameter, layer: layer.name, tensor };
  throw fault(layer, `has no ${parameter.kind}; a head is trained with one`);
}

function fault(layer: Layer, problem: string): EngineError {
  return new EngineError(
    'ENGINE_HEAD',
    `layer "${layer.name}" (${layer.type}) ${problem}; ${FORM}`,
  );
}

function describe({ name }: Network): string {
  return `the head "${name}"`;
}
