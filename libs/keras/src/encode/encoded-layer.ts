import type { Layer, LayerWeight, Padding, Shape } from '@gender/network';

/** A Keras layer; those of a layer that becomes several read each other in order. */
export interface EncodedLayer {
  readonly className: string;
  /** What is added to the name of a layer that is not the layer itself. */
  readonly suffix?: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The weights in Keras' form, where it is another than ours. */
  readonly weights?: readonly LayerWeight[];
}

/** What decides the form of a layer besides itself. */
export interface Surroundings {
  /** Shapes without the batch axis. */
  readonly input: Shape;
  readonly output: Shape;
  /** The layer that it reads; none where it reads the input. */
  readonly before: Layer | undefined;
  /** The activation that the layer carries. */
  readonly activation: string | undefined;
}

/** How Keras writes what fills weights before they are loaded. */
export const zeros = { class_name: 'Zeros', config: {} };
export const ones = { class_name: 'Ones', config: {} };

/** The only order of axes in which networks are. */
export const channelsLast = { data_format: 'channels_last' };

/** Margins as Keras writes them: rows, then columns. */
export function sides([top, bottom, left, right]: Padding): readonly (readonly number[])[] {
  return [
    [top, bottom],
    [left, right],
  ];
}

/** The options that every layer with a kernel has. */
export function kernelOptions(
  layer: { readonly bias?: unknown },
  { activation = 'linear' }: Surroundings,
): Record<string, unknown> {
  return {
    activation,
    use_bias: layer.bias !== undefined,
    kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
    bias_initializer: zeros,
  };
}
