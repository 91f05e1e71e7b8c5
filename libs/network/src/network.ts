import type { Float32Tensor } from '@gender/tensor';
import type { Layer, Pair } from './layer.js';

/** A feed-forward network: a graph of layers, with its weights and what is known about its use. */
export interface Network {
  readonly name: string;
  readonly input: NetworkInput;
  /** Every layer after all the layers that it reads. */
  readonly layers: readonly Layer[];
  /** The name of the layer whose activation is the result. */
  readonly output: string;
  /** What the components of the output stand for, in order. */
  readonly classes?: readonly string[] | undefined;
  /** How pictures were fed to the network when it was trained. */
  readonly normalization?: Normalization | undefined;
}

export interface NetworkInput {
  /** Layers that read the input name it in `inputs`. */
  readonly name: string;
  /** Without the batch axis: `(H, W, C)` for pictures. */
  readonly shape: readonly number[];
  /**
   * Whether pictures may have other heights and widths than those of `shape`, which then is an
   * example: no layer depends on them. Default: false.
   */
  readonly anySize?: boolean | undefined;
}

/** How a network was fed when it was trained; RGB, values 0–255, before the mean is subtracted. */
export interface Normalization {
  /** Shape `(3,)`, one colour, or `(H, W, 3)`, a whole picture. */
  readonly mean: Float32Tensor;
  /** How pictures were resized, as the source names it, for example `bicubic`. */
  readonly interpolation?: string | undefined;
  /** Whether pictures kept their proportions when they were resized, so that they covered the size asked for. */
  readonly keepAspect?: boolean | undefined;
  /** Rows and columns that pictures had more than the input when they were resized; the middle was cut out. */
  readonly border?: Pair | undefined;
}
