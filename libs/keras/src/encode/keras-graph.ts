import { required, uniqueName } from '@gender/core';
import {
  firstInput,
  inferShapes,
  layerWeights,
  requiredLayers,
  type Layer,
  type Network,
  type Shape,
} from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import type { EncodedLayer } from '../converters/layer-converter.js';
import { encodeLayer } from '../converters/layer-converters.js';
import { inKerasOrder } from './keras-order.js';
import { variableNames } from '../layer-variables.js';

/** A network in Keras' words. */
export interface KerasGraph {
  readonly name: string;
  readonly input: Network['input'];
  /** In Keras' own order, each after those that it reads, the output last. */
  readonly layers: readonly KerasLayer[];
}

/** A layer, as it is written. */
export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  /** What Keras' `get_config` says, as far as versions agree. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The names of the layers, or of the input, that it reads. */
  readonly inputs: readonly string[];
  /** In Keras' order. */
  readonly weights: readonly KerasWeight[];
}

export interface KerasWeight {
  /** `kernel`, `bias`, `gamma`, `beta`, `moving_mean` or `moving_variance`. */
  readonly name: string;
  readonly tensor: Float32Tensor;
}

/** Names that TensorFlow takes for a scope, Keras 3 for a variable's path and PyTorch, where Keras runs on it, for a parameter. */
const KERAS_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/**
 * A network in Keras' words. An activation that alone reads a convolution or a dense layer
 * becomes that layer's `activation`; padding and cropping that Keras' layers cannot have become
 * layers of their own; layers on which the output does not depend are left out. In names, `_` stands
 * for what Keras does not take.
 *
 * @param target - what is written, for messages
 * @throws KerasError (`KERAS_NETWORK`) when Keras has no words for a layer.
 */
export function kerasGraph(target: string, network: Network): KerasGraph {
  return new Encoder(target, network).graph();
}

/** Whether each layer reads the one before it alone: Keras writes such a model as a `Sequential`. */
export function isChain({ input, layers }: KerasGraph): boolean {
  return layers.every(
    ({ inputs }, index) =>
      inputs.length === 1 && inputs[0] === (layers[index - 1]?.name ?? input.name),
  );
}

/** Turns layers into Keras layers one after the other. */
class Encoder {
  readonly #layers: readonly Layer[];
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #byName: ReadonlyMap<string, Layer>;
  readonly #readers: ReadonlyMap<string, readonly Layer[]>;
  readonly #names: Set<string>;
  /** By the name of a layer (or the input) what gives its activation in Keras. */
  readonly #givenBy: Map<string, string>;

  constructor(
    readonly target: string,
    readonly network: Network,
  ) {
    this.#layers = requiredLayers(network, [network.output]);
    this.#shapes = inferShapes(network);
    this.#byName = new Map(this.#layers.map((layer) => [layer.name, layer]));
    this.#readers = new Map(
      this.#layers.map(({ name }) => [
        name,
        this.#layers.filter((layer) => layer.inputs.includes(name)),
      ]),
    );
    const input = kerasName(network.input.name, 'input');
    this.#names = new Set([input, ...[...this.#byName.keys()].filter(isKerasName)]);
    this.#givenBy = new Map([[network.input.name, input]]);
  }

  graph(): KerasGraph {
    const fused = new Map(this.#layers.map((layer) => [layer, this.#activationOf(layer)]));
    const absorbed = new Set(fused.values());
    const layers: KerasLayer[] = [];
    for (const layer of this.#layers) {
      if (!absorbed.has(layer)) layers.push(...this.#encode(layer, fused.get(layer)));
    }
    const { name, input } = this.network;
    return {
      name: kerasName(name, 'model'),
      input: {
        name: this.#giver(input.name),
        shape: input.shape,
        anySize: input.anySize === true && this.#layers.every(hasOneForm),
      },
      layers: inKerasOrder(layers),
    };
  }

  /** One layer and those that pad before it or crop after it. */
  #encode(layer: Layer, activation: Layer | undefined): KerasLayer[] {
    const name = isKerasName(layer.name)
      ? layer.name
      : this.#newName(kerasName(layer.name, 'layer'));
    const carried = activation && functionOf(this.#partsOf(activation));
    const parts = this.#partsOf(layer, carried);
    let inputs = layer.inputs.map((input) => this.#giver(input));
    const encoded = parts.map((part) => {
      const kerasLayer = this.#toKeras(name, layer, part, inputs);
      inputs = [kerasLayer.name];
      return kerasLayer;
    });
    const [given = name] = inputs;
    this.#givenBy.set(layer.name, given);
    if (activation) this.#givenBy.set(activation.name, given);
    return encoded;
  }

  #partsOf(layer: Layer, activation?: string): readonly EncodedLayer[] {
    const read = firstInput(layer);
    return encodeLayer(layer, {
      target: this.target,
      input: this.#shapeOf(read),
      output: this.#shapeOf(layer.name),
      before: this.#byName.get(read),
      activation,
    });
  }

  #toKeras(own: string, layer: Layer, part: EncodedLayer, inputs: readonly string[]): KerasLayer {
    const { className, suffix, options } = part;
    const name = suffix === undefined ? own : this.#newName(`${own}${suffix}`);
    const weights = suffix === undefined ? (part.weights ?? layerWeights(layer)) : [];
    return {
      name,
      className,
      config: { name, trainable: true, dtype: 'float32', ...options },
      inputs,
      weights: weights.map(({ name: weight, tensor }) => ({ name: variableNames[weight], tensor })),
    };
  }

  /** The activation function that a layer can carry: the only one to read it, and not its equal. */
  #activationOf(layer: Layer): Layer | undefined {
    if (!['conv2d', 'convTranspose2d', 'dense'].includes(layer.type)) return undefined;
    if (layer.name === this.network.output) return undefined;
    const [next, ...others] = required(this.#readers.get(layer.name), `what reads "${layer.name}"`);
    if (next === undefined || others.length > 0) return undefined;
    return functionOf(this.#partsOf(next)) === undefined ? undefined : next;
  }

  #giver(name: string): string {
    return this.#givenBy.get(name) ?? name;
  }

  #shapeOf(name: string): Shape {
    return required(this.#shapes.get(name), `the shape of "${name}"`);
  }

  #newName(wanted: string): string {
    const name = uniqueName(wanted, (taken) => this.#names.has(taken));
    this.#names.add(name);
    return name;
  }
}

/** Whether a layer has the same words for pictures of any size: with strides `same` depends on it. */
function hasOneForm(layer: Layer): boolean {
  if (!('strides' in layer && 'padding' in layer)) return true;
  return Math.max(...layer.strides) === 1 || Math.max(...layer.padding) === 0;
}

/** The function that a layer is in Keras, where it is a function and nothing else. */
function functionOf([part, ...others]: readonly EncodedLayer[]): string | undefined {
  if (part?.className !== 'Activation' || others.length > 0) return undefined;
  const { activation } = part.options;
  return typeof activation === 'string' ? activation : undefined;
}

function isKerasName(name: string): boolean {
  return KERAS_NAME.test(name);
}

/** A name in the characters that Keras allows, `start` before one that it does not begin with. */
function kerasName(name: string, start: string): string {
  const allowed = name.replaceAll(/[^A-Za-z0-9_-]/g, '_');
  return isKerasName(allowed) ? allowed : `${start}${allowed}`;
}
