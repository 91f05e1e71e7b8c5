/** A layer as it is compared: what it is, and its weights. */
export interface WeightedLayer {
  /** By which the layer is found in the other file; unique. */
  readonly name: string;
  readonly type: string;
  /** Everything but the weights that must be equal, as a text. */
  readonly settings: string;
  readonly weights: readonly Weight[];
}

/** One array of weights. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}
