/** What a model said about the images of a labelled set. */
export interface Results {
  /** Class names in the order of the class indices, at least 2. */
  readonly classes: readonly string[];
  readonly rows: readonly ResultRow[];
}

/** What a model said about one image. */
export interface ResultRow {
  /** The file, relative to its split, with forward slashes: `Female/100_Age31.jpg`. */
  readonly file: string;
  /** The true class, an index. */
  readonly label: number;
  /** The predicted class, an index. */
  readonly predicted: number;
  /** The probability of each class, 0 … 1. */
  readonly probabilities: ArrayLike<number>;
}
