import type { MatValue } from '@gender/mat';
import type { LayerFields } from './layer-fields.js';
import type { NetworkBuilder } from './network-builder.js';

/** What every layer of a network has. */
interface LayerBase {
  readonly name: string;
  readonly inputs: readonly [string];
}

/** A layer on its way into a network. */
export class LayerContext {
  constructor(
    readonly fields: LayerFields,
    readonly weights: readonly (MatValue | undefined)[],
    /** The activations that it reads, by their names in the network. */
    readonly inputs: readonly string[],
    readonly builder: NetworkBuilder,
  ) {}

  /** The one input. @throws MatConvNetError when there are several, or none. */
  get input(): string {
    const [input, ...more] = this.inputs;
    if (input !== undefined && more.length === 0) return input;
    throw this.fields.fail(
      `reads ${this.inputs.length} variables where one is expected`,
      'MATCONVNET_UNSUPPORTED',
    );
  }

  /** Name and input of a layer that becomes one; takes the name. */
  base(): LayerBase {
    return { name: this.builder.claim(this.fields.name), inputs: [this.input] };
  }

  /** The same for a layer that comes before it, or after one that comes before. */
  step(what: string, input: string): LayerBase {
    return { name: this.builder.claim(`${this.fields.name}/${what}`), inputs: [input] };
  }
}
