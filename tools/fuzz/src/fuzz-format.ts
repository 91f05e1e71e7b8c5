import type { GenderError, Random } from '@gender/core';

/** How content is damaged: as numbers, lengths and offsets, or as JSON and CSV. */
export type ContentKind = 'binary' | 'text';

/** Damages content; every call does so in another way. */
export type Damage = (content: Uint8Array, kind?: ContentKind) => Uint8Array;

/** A sound file, from which damaged ones are made. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** How often it is chosen; default 1. */
  readonly weight?: number | undefined;
  /**
   * The file with a part damaged before it was compressed or summed up: damage that checksums do not
   * catch, and that plain changes of the file's bytes never reach.
   */
  readonly damageInside?:
    ((damage: Damage, random: Random) => Uint8Array | Promise<Uint8Array>) | undefined;
  /**
   * Whether checksums cover all content: with one bit flipped it must be refused, or read as before.
   */
  readonly isChecked?: boolean | undefined;
}

/** A damaged file, on disk and in memory. */
export interface DamagedFile {
  /** A path in an otherwise empty folder, with the ending of the format. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A class of errors that a reader may throw. */
export type ErrorClass = abstract new (...args: never) => GenderError<string>;

/** A format whose readers are tried with damaged files; a new one is a row in `formats.ts`. */
export interface FuzzFormat {
  /** The name of a damaged file; readers may choose by its ending. */
  readonly file: string;
  readonly content: ContentKind;
  /** Small sound files, at least one. */
  readonly seeds: readonly Seed[];
  /** The only errors that reading may end in. */
  readonly errors: readonly ErrorClass[];
  /** Reads all that a user would, and returns it as plain data. */
  read(file: DamagedFile): Promise<unknown>;
}
