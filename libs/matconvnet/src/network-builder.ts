import { layerShape, type Layer, type NetworkInput, type Shape } from '@gender/network';

/** A network while it grows, with the shape of every activation. */
export class NetworkBuilder {
  readonly layers: Layer[] = [];
  readonly #shapes: Map<string, Shape>;
  /** For every name that was asked for, how often. */
  readonly #names = new Map<string, number>();

  constructor(input: NetworkInput) {
    this.#shapes = new Map([[input.name, input.shape]]);
    this.#names.set(input.name, 1);
  }

  /** The rows, columns and channels of an activation; every activation of MatConvNet has all three. */
  mapShape(activation: string): readonly [number, number, number] {
    const [height = 1, width = 1, channels = 1] = this.#shapes.get(activation) ?? [];
    return [height, width, channels];
  }

  /** A name that no layer has, taken from now on. */
  claim(suggestion: string): string {
    const count = (this.#names.get(suggestion) ?? 0) + 1;
    this.#names.set(suggestion, count);
    return count === 1 ? suggestion : this.claim(`${suggestion}_${count}`);
  }

  /**
   * Adds a layer of a claimed name whose inputs are there.
   *
   * @returns its name
   * @throws NetworkError (`NETWORK_SHAPE`) when it cannot take the shape of its inputs.
   */
  add(layer: Layer): string {
    const inputs = layer.inputs.map((input) => this.#shapes.get(input) ?? []);
    this.#shapes.set(layer.name, layerShape(layer, inputs));
    this.layers.push(layer);
    return layer.name;
  }
}
