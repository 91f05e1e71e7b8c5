import { withFixedClock } from './fixed-clock.js';
import { checked, reasonOf, withBuffer, writeError, type H5Module } from './h5wasm.js';
import { Hdf5Error } from './hdf5-error.js';
import { numberFormat, type NumberFormat } from './number-format.js';
import { number64 } from './object-header.js';
import { hasElementsElsewhere, linkedFile } from './other-files.js';
import { hasSoundHeaps } from './sound-heaps.js';
import { hasSoundNames } from './sound-names.js';
import { storedBytes, type StoredBytes } from './stored-bytes.js';

/** An open file, as the objects in it see it. */
export class FileContext {
  #id: bigint | undefined;
  /** The paths of all objects by the bytes of references to them. */
  #paths: ReadonlyMap<string, string> | undefined;
  /** Groups into which HDF5 can look. */
  readonly #sound = new Set<string>();

  constructor(
    readonly module: H5Module,
    /** The file's name in messages. */
    readonly path: string,
    /** The size of the file. */
    readonly byteLength: number,
    id: bigint,
    /** Where it begins behind its user block. */
    private readonly start = 0,
  ) {
    this.#id = id;
  }

  /** @throws Hdf5Error (`HDF5_CLOSED`) after `close`. */
  get id(): bigint {
    if (this.#id === undefined) {
      throw new Hdf5Error('HDF5_CLOSED', `${this.path} is closed already; read before closing it`);
    }
    return this.#id;
  }

  /**
   * Calls into h5wasm to read an object.
   *
   * @param object - names it in the message
   * @throws Hdf5Error (`HDF5_FORMAT`) when HDF5 reports an error.
   */
  read<T>(object: string, call: (id: bigint) => T): T {
    const { id } = this;
    try {
      return checked(() => call(id));
    } catch (cause) {
      throw this.#damaged(object, cause);
    }
  }

  #damaged(object: string, cause: unknown): Hdf5Error {
    const message = `${this.path} is damaged: ${object} cannot be read (${reasonOf(cause)}); get the file again`;
    return new Hdf5Error('HDF5_FORMAT', message, { cause });
  }

  /**
   * Calls into h5wasm to write an object, while the clock stands still.
   *
   * @param object - names it in the message
   * @throws FileError (`FILE_NO_SPACE`) when the disk is full.
   * @throws Hdf5Error (`HDF5_WRITE`) when HDF5 reports another error.
   */
  write(object: string, call: (id: bigint) => number): void {
    const { id } = this;
    try {
      withFixedClock(() => checked(() => call(id)));
    } catch (cause) {
      const message = `cannot write ${object} of ${this.path}: ${reasonOf(cause)}`;
      throw writeError(this.path, message, cause);
    }
  }

  /** Calls `use` with the address of a copy of bytes in the wasm memory. */
  withBytes(bytes: Uint8Array, use: (address: bigint) => void): void {
    withBuffer(this.module, bytes.length, (address) => {
      this.module.HEAPU8.set(bytes, address);
      use(BigInt(address));
    });
  }

  /**
   * The path of the object that a reference points to; `undefined` where it points to nothing.
   *
   * HDF5 itself looks a reference's name up by searching the whole file, so that following each of
   * n references takes n² steps; references to all objects, made once, take n.
   */
  pathOfReference(reference: Uint8Array): string | undefined {
    this.#paths ??= this.#indexObjects();
    return this.#paths.get(reference.join());
  }

  /** The bytes of a reference to the object at a path, as a text. */
  referenceTo(path: string): string {
    return this.read(path, (id) => this.module.create_object_reference(id, path).join());
  }

  /**
   * Makes sure that HDF5 can read the attributes of variable length of an object.
   *
   * @throws Hdf5Error (`HDF5_FORMAT`) when it would not come back.
   */
  requireSoundHeaps(path: string): void {
    if (hasSoundHeaps(this.path, this.start, this.#addressOf(path))) return;
    throw new Hdf5Error(
      'HDF5_FORMAT',
      `${this.path} is damaged: the heap of the attributes of ${path} leads nowhere; get the file again`,
    );
  }

  /**
   * The kind of the object at a path, one of h5wasm's `H5G_…`.
   *
   * @throws Hdf5Error (`HDF5_UNSUPPORTED`) when it lies in another file.
   */
  typeOf(path: string): number {
    const other = this.#linkedFile(path);
    if (other !== undefined) throw this.#liesElsewhere(path, other);
    this.#requireSoundParents(path);
    return this.read(path, (id) => this.module.get_type(id, path));
  }

  /** @throws Hdf5Error (`HDF5_UNSUPPORTED`) when elements of a dataset lie in other files. */
  requireOwnElements(path: string): void {
    if (hasElementsElsewhere(this.path, this.start, this.#addressOf(path))) {
      throw this.#liesElsewhere(path, 'another file');
    }
  }

  /** Not checked: of a name that is not there HDF5 reports an error, which is none here. */
  #linkedFile(path: string): string | undefined {
    const { id } = this;
    try {
      return linkedFile(this.module, id, path);
    } catch (cause) {
      throw this.#damaged(path, cause);
    }
  }

  #liesElsewhere(path: string, other: string): Hdf5Error {
    return new Hdf5Error(
      'HDF5_UNSUPPORTED',
      `${this.path}: ${path} lies in ${other}; write all that it leads to into one file`,
    );
  }

  /** The names of what lies directly in a group. */
  namesIn(path: string): string[] {
    this.#requireSoundParents(path);
    this.#requireSoundGroup(path);
    return this.read(`group ${path}`, (id) => this.module.get_names(id, path, false));
  }

  /** How the numbers of a dataset are laid out in their bytes. */
  numberFormat(path: string): NumberFormat {
    return numberFormat(this.path, this.start, this.#addressOf(path));
  }

  /** Where the elements of a dataset lie in the file; `undefined` where only HDF5 knows. */
  storedBytes(path: string): StoredBytes | undefined {
    return storedBytes(this.path, this.start, this.#addressOf(path));
  }

  /** The address of an object's header. */
  #addressOf(path: string): number {
    const bytes = this.read(path, (id) => this.module.create_object_reference(id, path));
    // Not a typed array, whatever its type says.
    return number64(new DataView(Uint8Array.from(bytes).buffer), 0);
  }

  /** Looks at the groups that lead to an object, from the root. */
  #requireSoundParents(path: string): void {
    const names = path.split('/').slice(1, -1);
    let parent = '';
    this.#requireSoundGroup('/');
    for (const name of names) {
      parent += `/${name}`;
      if (this.#sound.has(parent)) continue;
      const type = this.read(parent, (id) => this.module.get_type(id, parent));
      if (type !== this.module.H5G_GROUP) return;
      this.#requireSoundGroup(parent);
    }
  }

  /** @throws Hdf5Error (`HDF5_FORMAT`) when HDF5 would not come back from the names in a group. */
  #requireSoundGroup(path: string): void {
    if (this.#sound.has(path)) return;
    if (!hasSoundNames(this.path, this.start, this.#addressOf(path))) {
      throw new Hdf5Error(
        'HDF5_FORMAT',
        `${this.path} is damaged: the heap of the names in group ${path} leads nowhere; get the file again`,
      );
    }
    this.#sound.add(path);
  }

  #indexObjects(): ReadonlyMap<string, string> {
    this.#requireSoundBelow('/', new Set());
    const names = this.read('a reference', (id) => this.module.get_names(id, '/', true));
    const paths = names.map((name) => (name.startsWith('/') ? name : `/${name}`));
    return new Map(paths.map((path) => [this.referenceTo(path), path]));
  }

  /** Looks at all groups below one; `seen` are addresses, as groups may hold each other. */
  #requireSoundBelow(group: string, seen: Set<number>): void {
    const address = this.#addressOf(group);
    if (seen.has(address)) return;
    seen.add(address);
    for (const name of this.namesIn(group)) {
      const path = `${group === '/' ? '' : group}/${name}`;
      if (this.typeOf(path) === this.module.H5G_GROUP) this.#requireSoundBelow(path, seen);
    }
  }

  /**
   * Ends all use; a second call does nothing.
   *
   * @throws Error when what HDF5 still holds cannot be written.
   */
  close(): void {
    const id = this.#id;
    this.#id = undefined;
    if (id !== undefined) checked(() => this.module.close_file(id));
  }

  /** Closes a file from which, or to which, nothing more is wanted. */
  abandon(): void {
    try {
      this.close();
    } catch {
      return;
    }
  }
}
