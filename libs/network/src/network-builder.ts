import { required, uniqueName } from '@gender/core';
import { inputShapes } from './infer-shapes.js';
import { layerShape } from './layer-rules.js';
import type { Shape } from './layers/fields.js';
import type { Layer } from './layers/layer-types.js';
import type { Network, NetworkInput } from './network.js';

/** What is said of a network besides its layers. */
export type NetworkDetails = Pick<Network, 'name' | 'classes' | 'temperature' | 'normalization'> &
  Partial<Pick<Network, 'output'>>;

/**
 * Builds a network layer by layer: gives every layer a name of its own and knows the shape of every
 * activation.
 *
 * @example
 * const builder = new NetworkBuilder({ name: 'image', shape: [8, 8, 3] });
 * builder.add(conv2d('conv', builder.output, { kernel }));
 * builder.add(relu('relu', builder.output));
 * const network = builder.build({ name: 'tiny' });
 */
export class NetworkBuilder {
  readonly #layers: Layer[] = [];
  readonly #shapes: Map<string, Shape>;
  /** For a name that was wanted again, the number that its last layer got. */
  readonly #numbers = new Map<string, number>();

  /**
   * @param firstNumber - of the second layer of a name: 1 makes `dense_1`, as Keras does, 2 `dense_2`
   */
  constructor(
    readonly input: NetworkInput,
    readonly firstNumber: 1 | 2 = 1,
  ) {
    this.#shapes = new Map([[input.name, input.shape]]);
  }

  /** The layers up to now, in order. */
  get layers(): readonly Layer[] {
    return this.#layers;
  }

  /** The name of the last layer, or of the input where there is none. */
  get output(): string {
    return this.#layers.at(-1)?.name ?? this.input.name;
  }

  /** The shape of what a layer, or the input, gives, without the batch axis. */
  shapeOf(activation: string): Shape {
    return required(this.#shapes.get(activation), `the shape of "${activation}"`);
  }

  /** The name that a layer of this wanted name would get. */
  uniqueName(wanted: string): string {
    const from = this.#numbers.get(wanted) ?? this.firstNumber;
    return uniqueName(wanted, (name) => this.#shapes.has(name), from);
  }

  /**
   * Adds a layer, under its name or, where that is taken, the name with the first free number.
   *
   * @returns the name under which others read it
   * @throws NetworkError when what it reads is not there (`NETWORK_GRAPH`) or has a shape that it cannot take (`NETWORK_SHAPE`).
   */
  add(layer: Layer): string {
    const name = this.uniqueName(layer.name);
    if (name !== layer.name) {
      this.#numbers.set(layer.name, Number(name.slice(layer.name.length + 1)));
    }
    this.#shapes.set(name, layerShape(layer, inputShapes(layer, this.#shapes)));
    this.#layers.push({ ...layer, name });
    return name;
  }

  /** The network of all layers up to now; its output, unless another is named, is that of the last one. */
  build({ output = this.output, ...details }: NetworkDetails): Network {
    return { ...details, input: this.input, layers: [...this.#layers], output };
  }
}
