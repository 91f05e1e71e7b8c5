/**
 * How part of a network is computed in 8-bit integers: everything that has to be known besides the
 * network, plain data, small enough to travel in a model file.
 *
 * Activations are unsigned with one scale each, weights signed with one scale for each output
 * channel, taken from the weights themselves (ONNX `QLinearConv`).
 */
export interface Quantization {
  /** The largest values that activations were seen to take, by the name of the layer or input. */
  readonly ranges: Readonly<Record<string, QuantizedRange>>;
  /**
   * Bits of a weight: 8, or 7 for processors without VNNI, whose 16-bit sums of two products
   * (`vpmaddubsw`) would saturate with 8.
   */
  readonly weightBits: 7 | 8;
}

/** The interval of an activation that the 256 levels cover; it contains zero. */
export interface QuantizedRange {
  readonly min: number;
  readonly max: number;
}
