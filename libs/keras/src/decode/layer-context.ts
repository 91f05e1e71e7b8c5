import type { Layer, Shape } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import type { z } from 'zod';
import type { GraphBuilder } from './graph-builder.js';
import { KerasError } from '../keras-error.js';
import type { VariableName } from '../layer-variables.js';
import type { LayerEntry } from '../model-config.js';
import type { LayerVariables } from '../weight-store.js';

/** A layer without what its place in the network decides. */
type LayerOptions<L = Layer> = L extends Layer ? Omit<L, 'name' | 'inputs'> : never;

/** One application of a Keras layer, on its way into a network. */
export class LayerContext {
  constructor(
    /** The file, for messages. */
    readonly path: string,
    readonly entry: LayerEntry,
    readonly inputs: readonly string[],
    readonly builder: GraphBuilder,
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
    return this.inputs[0] ?? '';
  }

  /** The shape of the first input, without the batch axis. */
  inputShape(): Shape {
    return this.builder.shapeOf(this.input);
  }

  /** @throws KerasError (`KERAS_WEIGHTS`) when the file does not have it. */
  weight(name: VariableName): Float32Tensor {
    const weight = this.weights.get(name);
    if (weight) return weight;
    throw new KerasError('KERAS_WEIGHTS', `${this.path}: ${this.#label()} has no ${name}`);
  }

  /** Adds a layer under the name of the Keras layer. @returns its name in the network */
  emit(options: LayerOptions, name = this.entry.name, inputs = this.inputs): string {
    return this.builder.add({ ...options, name: this.builder.uniqueName(name), inputs });
  }

  /** An error that names the layer, its class and the file. */
  unsupported(what: string): KerasError {
    return new KerasError('KERAS_UNSUPPORTED', `${this.path}: ${this.#label()} has ${what}`);
  }

  #label(): string {
    return `layer "${this.entry.name}" (${this.entry.className})`;
  }
}
