/**
 * How part of a network is computed in 8-bit integers: everything that has to be known besides the
 * network, plain data, small enough to travel in a model file.
 *
 * Activations are unsigned with one scale each, weights signed with one scale for each output
 * channel, taken from the weights themselves (ONNX `QLinearConv`).
 */
export interface Quantization {
  /**
   * The intervals that activations fill, by the name of the layer or input; those that
   * `quantizableActivations` names are used. A convolution is computed in integers where both what
   * it reads and what it makes have one.
   */
  readonly ranges: Readonly<Record<string, QuantizedRange>>;
  /**
   * Bits of a weight: 8, or 7 for processors without VNNI, whose 16-bit sums of two products
   * (`vpmaddubsw`) would saturate with 8.
   */
  readonly weightBits: 7 | 8;
  /** Convolutions that stay in float32 all the same; default: none. */
  readonly floatLayers?: readonly string[] | undefined;
}

/** The interval of an activation that the 256 levels cover; zero, if it lies outside, is added to it. */
export interface QuantizedRange {
  readonly min: number;
  readonly max: number;
}
