import { inferShapes, type Layer, type NetworkInput, type Shape } from '@gender/network';

/** Collects the layers of a network, each after those that it reads, under names of their own. */
export class GraphBuilder {
  readonly layers: Layer[] = [];
  readonly #names: Set<string>;
  #shapes: Map<string, Shape>;

  constructor(readonly input: NetworkInput) {
    this.#names = new Set([input.name]);
    this.#shapes = new Map([[input.name, input.shape]]);
  }

  /** `name`, or where it is taken `name_1`, `name_2` and so on. */
  uniqueName(name: string): string {
    let unique = name;
    for (let count = 1; this.#names.has(unique); count += 1) unique = `${name}_${count}`;
    return unique;
  }

  /** @returns the layer's name */
  add(layer: Layer): string {
    this.#names.add(layer.name);
    this.layers.push(layer);
    return layer.name;
  }

  /**
   * The shape of what a layer (or the input) gives, without the batch axis.
   *
   * @throws NetworkError when the layers up to now do not fit each other.
   */
  shapeOf(name: string): Shape {
    if (!this.#shapes.has(name)) {
      this.#shapes = inferShapes({
        name: '',
        input: this.input,
        layers: this.layers,
        output: name,
      });
    }
    return this.#shapes.get(name) ?? [];
  }
}
