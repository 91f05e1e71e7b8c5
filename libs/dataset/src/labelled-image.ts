/** The two trees of the download. */
export type Tree = 'aligned' | 'valid';

/** A picture of a face and how people labelled it. */
export interface LabelledImage {
  /** The path of the picture's file. */
  readonly path: string;
  /** The class, for example `Female`. */
  readonly label: string;
  /** Who is shown, where known; the same text means the same person. */
  readonly person?: string | undefined;
  /** Age in years, where known. */
  readonly age?: number | undefined;
  /** The tree of the download that holds the picture. */
  readonly tree?: Tree | undefined;
}
