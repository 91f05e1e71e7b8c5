import type { Logger } from '@gender/core';
import type { FaceRule } from '@gender/network';
import type { LabelledImage } from '../labelled-image.js';
import type { LeftOut } from '../left-out.js';

/** What reading a collection shares. */
export interface Reading {
  /** The folder or file that the user named. */
  readonly source: string;
  /** Takes what is left out. */
  readonly leftOut: LeftOut;
  readonly logger: Logger;
}

/** One way of keeping labelled pictures. */
export interface LayoutReader {
  /** What a collection of this layout holds, for messages. */
  readonly form: string;
  /**
   * Where the collection is, when `source` holds one of this layout; nothing otherwise.
   *
   * @throws DatasetError when it nearly does, and what it is would have to be guessed.
   */
  recognise(source: string): Promise<string | undefined>;
  /** Reads what `recognise` found, or what is said to be of this layout. */
  read(place: string, reading: Reading): Promise<ReadImages>;
}

/** Labelled pictures, and the folder that they are named from. */
export interface ReadImages {
  readonly root: string;
  readonly images: LabelledImage[];
  /** How the pictures were cut out of photos; absent where they were not, or it is not known. */
  readonly faces?: FaceRule | undefined;
}
