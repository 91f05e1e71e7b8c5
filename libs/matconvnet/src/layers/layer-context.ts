import type { MatValue } from '@gender/mat';
import type { Layer, NetworkBuilder } from '@gender/network';
import type { LayerFields } from '../layer-fields.js';
import type { SourceLayer } from '../source-layers.js';

/** A layer without its place in a network. */
type Operation<L extends Layer = Layer> = L extends Layer ? Omit<L, 'name' | 'inputs'> : never;

export type MapShape = readonly [height: number, width: number, channels: number];

/** The rows, columns and channels of an activation; every activation of MatConvNet has all three. */
export function mapShape(builder: NetworkBuilder, activation: string): MapShape {
  const [height = 1, width = 1, channels = 1] = builder.shapeOf(activation);
  return [height, width, channels];
}

/** A layer on its way into a network. */
export class LayerContext {
  readonly fields: LayerFields;
  readonly weights: readonly (MatValue | undefined)[];

  /** @param inputs - the activations that it reads, by their names in the network */
  constructor(
    { fields, weights }: SourceLayer,
    readonly inputs: readonly string[],
    private readonly builder: NetworkBuilder,
  ) {
    this.fields = fields;
    this.weights = weights.map(({ value }) => value);
  }

  /** The one input. @throws MatConvNetError when there are several, or none. */
  get input(): string {
    const [input, ...more] = this.inputs;
    if (input !== undefined && more.length === 0) return input;
    throw this.fields.fail(
      `reads ${this.inputs.length} variables where one is expected`,
      'MATCONVNET_UNSUPPORTED',
    );
  }

  /** The shape of an activation. Default: of the one input. */
  mapShape(activation = this.input): MapShape {
    return mapShape(this.builder, activation);
  }

  /**
   * Adds what the layer becomes, under its name.
   *
   * @returns the name of the activation that is its output
   * @throws NetworkError when it cannot take the shape of its inputs.
   */
  add(operation: Operation, ...inputs: readonly string[]): string {
    return this.#addAs(this.fields.name, operation, inputs);
  }

  /** Adds what comes before the layer in its place, under its name and `what`. */
  addStep(what: string, operation: Operation, ...inputs: readonly string[]): string {
    return this.#addAs(`${this.fields.name}/${what}`, operation, inputs);
  }

  #addAs(name: string, operation: Operation, inputs: readonly string[]): string {
    const read = inputs.length === 0 ? [this.input] : inputs;
    return this.builder.add({ ...operation, name, inputs: read });
  }
}
