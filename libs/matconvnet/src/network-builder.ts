import { required, uniqueName } from '@gender/core';
import { layerShape, type Layer, type NetworkInput, type Shape } from '@gender/network';

/** A network while it grows, with the shape of every activation. */
export class NetworkBuilder {
  readonly layers: Layer[] = [];
  readonly #shapes: Map<string, Shape>;

  constructor(
    input: NetworkInput,
    readonly firstNumber: 1 | 2 = 1,
  ) {
    this.#shapes = new Map([[input.name, input.shape]]);
  }

  shapeOf(activation: string): Shape {
    return required(this.#shapes.get(activation), `the shape of "${activation}"`);
  }

  add(layer: Layer): string {
    const name = uniqueName(layer.name, (taken) => this.#shapes.has(taken), this.firstNumber);
    const inputs = layer.inputs.map((input) => this.shapeOf(input));
    this.#shapes.set(name, layerShape(layer, inputs));
    this.layers.push({ ...layer, name });
    return name;
  }
}
