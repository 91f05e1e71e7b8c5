import type { KnownAge } from './age.js';
import type { SplitName } from './split-name.js';

/** The two trees of the download. */
export const trees = ['aligned', 'valid'] as const;

/** One of the trees. */
export type Tree = (typeof trees)[number];

/** What a file held when it was read. */
export interface FileReading {
  /** Of its bytes. */
  readonly sha256: string;
  /** The state of the file (`provenState` of core) in which it holds them still. */
  readonly state: string;
}

/** A picture of a face and how people labelled it. */
export interface LabelledImage extends KnownAge {
  /** The path of the picture's file. */
  readonly path: string;
  /** The class, for example `Female`. */
  readonly label: string;
  /** Who is shown, where known; the same text means the same person. */
  readonly person?: string | undefined;
  /** What else is known of who is shown, by column: `{ race: 'Indian' }`. */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  /** The tree of the download that holds the picture. */
  readonly tree?: Tree | undefined;
  /** The split that the picture belongs to, where the collection is split already. */
  readonly split?: SplitName | undefined;
  /** The fold for cross-validation that the collection puts the picture in, such as Adience's. */
  readonly fold?: string | undefined;
  /** The first of the pictures that are the same or nearly so, where there are several. */
  readonly copyOf?: string | undefined;
  /**
   * Makes the bytes that a dataset gets instead of those of the file, the same whenever it is called; the
   * file's own where absent.
   */
  readonly content?: (() => Promise<Uint8Array>) | undefined;
  /** How its name ends in a dataset, once the picture has been looked at. */
  readonly ending?: string | undefined;
  /** What its file held when it was looked at, where the file can tell later whether it still does. */
  readonly reading?: FileReading | undefined;
}
