/** Where workers put the parts of a run, and from where they are joined; all machines of a run see it. */
export interface PartStorage {
  /** What it is, for messages: a folder, or the address of a bucket. */
  readonly name: string;
  /** The names of the files of a run; empty where there are none. */
  list(run: string): Promise<ReadonlySet<string>>;
  /** The text of a file of a run; `undefined` where there is none. */
  read(run: string, name: string): Promise<string | undefined>;
  /** Writes a file of a run, whole or not at all. */
  write(run: string, name: string, text: string): Promise<void>;
  /** Copies a file of this machine to a run, whole or not at all; one of that name is replaced. */
  put(run: string, name: string, path: string): Promise<void>;
  /**
   * Brings files of a run to this machine, where they are not.
   *
   * @param into - a folder that the storage may fill
   * @returns the folder in which they lie
   */
  collect(run: string, names: readonly string[], into: string): Promise<string>;
  /** Removes what there is of a run. */
  remove(run: string): Promise<void>;
}
