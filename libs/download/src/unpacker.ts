import type { ProgressTask } from '@gender/core';
import type { EntryGuard } from './archive-entry.js';

/** What unpacking an archive needs besides its path and that of the folder. */
export interface Unpacking {
  /** Is asked before an entry is written. */
  readonly guard: EntryGuard;
  /** Bytes of the archive. */
  readonly size: number;
  /** Counts them. */
  readonly task: ProgressTask;
  /** Says by its path in the archive whether a file is wanted. */
  readonly filter: (path: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Writes the entries of an archive of one kind into a folder; the first refusal ends it. */
export type Unpacker = (archive: string, folder: string, unpacking: Unpacking) => Promise<void>;
