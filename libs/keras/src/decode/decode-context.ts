import type { Layer, NetworkBuilder, Shape } from '@gender/network';
import { formatShape, type Float32Tensor } from '@gender/tensor';
import type { z } from 'zod';
import { KerasError } from '../keras-error.js';
import type { VariableName } from '../layer-variables.js';
import type { LayerEntry } from '../model-config.js';
import type { LayerVariables } from '../weight-store.js';

/** A layer without what its place in the network decides. */
export type LayerOptions<L = Layer> = L extends Layer ? Omit<L, 'name' | 'inputs'> : never;

/** One application of a Keras layer, on its way into a network. */
export class DecodeContext {
  constructor(
    /** The file, for messages. */
    readonly path: string,
    readonly entry: LayerEntry,
    readonly inputs: readonly string[],
    readonly builder: NetworkBuilder,
    readonly weights: LayerVariables,
  ) {}

  /** Reads the layer's options. @throws KerasError (`KERAS_UNSUPPORTED`) that names the option. */
  parse<S extends z.ZodType>(schema: S): z.output<S> {
    const parsed = schema.safeParse(this.entry.config);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );
    throw this.unsupported(`an option that networks do not have (${problems.join('; ')})`);
  }

  /** The first input; most layers have no other. */
  get input(): string {
    const [input] = this.inputs;
    if (input !== undefined) return input;
    throw new KerasError('KERAS_FORMAT', `${this.path}: ${this.#label()} reads nothing`);
  }

  /** The shape of the first input, without the batch axis. */
  get inputShape(): Shape {
    return this.builder.shapeOf(this.input);
  }

  /**
   * A weight of the layer.
   *
   * @param axes - how many it must have; default: 1
   * @throws KerasError (`KERAS_WEIGHTS`) when the file does not have it, or with other axes.
   */
  weight(name: VariableName, axes = 1): Float32Tensor {
    const weight = this.weights.get(name);
    if (weight?.shape.length === axes) return weight;
    const found = weight ? `a ${name} of shape ${formatShape(weight.shape)}` : `no ${name}`;
    const message = `${this.path}: ${this.#label()} has ${found}, expected one of ${axes} axes`;
    throw new KerasError('KERAS_WEIGHTS', message);
  }

  /** Adds a layer under the name of the Keras layer. @returns its name in the network */
  emit(options: LayerOptions, name = this.entry.name, inputs = this.inputs): string {
    return this.builder.add({ ...options, name, inputs });
  }

  /** An error that names the layer, its class and the file. */
  unsupported(what: string): KerasError {
    return new KerasError('KERAS_UNSUPPORTED', `${this.path}: ${this.#label()} has ${what}`);
  }

  #label(): string {
    return `layer "${this.entry.name}" (${this.entry.className})`;
  }
}
