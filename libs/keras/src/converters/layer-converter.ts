import type { Layer, LayerOf, LayerType, LayerWeight, Padding, Shape } from '@gender/network';
import type { DecodeContext } from '../decode/decode-context.js';
import { KerasError } from '../keras-error.js';

/** What layers of one type are in Keras, both ways. */
export interface LayerConverter<T extends LayerType> {
  /** A layer as Keras layers, in words that tf.keras 1.14–2.15 and Keras 3 all know. */
  readonly encode: (layer: LayerOf<T>, context: EncodeContext) => readonly EncodedLayer[];
  /** The Keras classes that become such layers. */
  readonly decode?: Readonly<Record<string, DecodeLayer>>;
}

/** Adds a Keras layer to the network; returns the name of what it gives. */
export type DecodeLayer = (layer: DecodeContext) => string;

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
export interface EncodeContext {
  /** What is written, for messages. */
  readonly target: string;
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

/** One Keras layer. */
export function one(className: string, options: EncodedLayer['options']): EncodedLayer[] {
  return [{ className, options }];
}

/** An error for a layer, or a form of one, that Keras does not have. */
export function missingInKeras(target: string, what: string): KerasError {
  const message = `cannot write ${target}: ${what} that Keras does not have; write ONNX instead`;
  return new KerasError('KERAS_NETWORK', message);
}

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
  { activation = 'linear' }: EncodeContext,
): Record<string, unknown> {
  return {
    activation,
    use_bias: layer.bias !== undefined,
    kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
    bias_initializer: zeros,
  };
}
