import type { Layer, NetworkBuilder, Padding, Pair, Shape } from '@gender/network';
import { formatShape, type Float32Tensor } from '@gender/tensor';
import type * as z from 'zod';
import { KerasError } from '../keras-error.js';
import type { VariableName } from '../layer-variables.js';
import type { LayerEntry } from '../model-config.js';
import { resolvePadding } from '../padding/padding-mode.js';
import type { LayerVariables } from '../weight-store.js';

/** A layer without what its place in the network decides. */
export type LayerOptions<L = Layer> = L extends Layer ? Omit<L, 'name' | 'inputs'> : never;

/** What all layers of a file share. */
export interface Conversion {
  /** The file, for messages. */
  readonly path: string;
  /** The major version of the Keras that saved it. */
  readonly version: 2 | 3;
  readonly builder: NetworkBuilder;
}

/** One application of a Keras layer, on its way into a network. */
export class DecodeContext {
  readonly builder: NetworkBuilder;

  constructor(
    readonly conversion: Conversion,
    readonly entry: LayerEntry,
    readonly inputs: readonly string[],
    readonly weights: LayerVariables,
    /** What the file says of this application: references to tensors, and other arguments. */
    readonly node?: unknown,
  ) {
    this.builder = conversion.builder;
  }

  /** The same place in the network as a layer of another class, without weights. */
  as(className: string, config: LayerEntry['config'], name: string, input: string): DecodeContext {
    const entry = { ...this.entry, className, config, name };
    return new DecodeContext(this.conversion, entry, [input], new Map());
  }

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
    throw new KerasError('KERAS_FORMAT', `${this.conversion.path}: ${this.#label()} reads nothing`);
  }

  /** The shape of the first input, without the batch axis. */
  get inputShape(): Shape {
    return this.builder.shapeOf(this.input);
  }

  /**
   * The padding that Keras' word means for the first input.
   *
   * @param window - of the kernel or pool; with a dilation, what it spans
   * @throws KerasError (`KERAS_UNSUPPORTED`) where it depends on the size of pictures, and they have any.
   */
  resolvePadding(mode: 'same' | 'valid', window: Pair, strides: Pair): Padding {
    if (mode === 'same' && Math.max(...strides) > 1 && this.builder.input.anySize === true) {
      throw this.unsupported(
        'padding `same` with strides, which depends on the size of pictures; give one with the option inputShape',
      );
    }
    return resolvePadding(mode, this.inputShape, window, strides);
  }

  /**
   * A weight of the layer.
   *
   * @param axes - how many it must have; default: 1
   * @throws KerasError (`KERAS_WEIGHTS`) when the file does not have it, or with other axes.
   */
  weight(name: VariableName, axes: number | 'any' = 1): Float32Tensor {
    const weight = this.weights.get(name);
    if (weight !== undefined && (axes === 'any' || weight.shape.length === axes)) return weight;
    const found = weight ? `a ${name} of shape ${formatShape(weight.shape)}` : `no ${name}`;
    const message = `${this.conversion.path}: ${this.#label()} has ${found}, expected one of ${axes} axes`;
    throw new KerasError('KERAS_WEIGHTS', message);
  }

  /** Adds a layer under the name of the Keras layer. @returns its name in the network */
  emit(options: LayerOptions, name = this.entry.name, inputs = this.inputs): string {
    return this.builder.add({ ...options, name, inputs });
  }

  /** An error that names the layer, its class and the file. */
  unsupported(what: string): KerasError {
    return new KerasError(
      'KERAS_UNSUPPORTED',
      `${this.conversion.path}: ${this.#label()} has ${what}`,
    );
  }

  #label(): string {
    return `layer "${this.entry.name}" (${this.entry.className})`;
  }
}
