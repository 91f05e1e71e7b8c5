import { readFile } from 'node:fs/promises';
import { provenState, writeFileWhole, type FileState } from '@gender/core/node';
import * as z from 'zod';

const schema = z.strictObject({
  format: z.literal(1),
  pictures: z.array(
    z.strictObject({
      file: z.string(),
      /** Of the file. */
      sha256: z.string(),
      /** What the system said of the file when it was hashed; null where that proves nothing. */
      state: z.string().nullable(),
    }),
  ),
});

/** Where the identities of the pictures of the store at `path` lie. */
export function identitiesPath(path: string): string {
  return `${path}.identities.json`;
}

/**
 * The SHA-256 of each picture of a store with the state of its file, so that files which have not
 * changed need not be read to know what they hold. It lies beside the store, `<store>.npy.identities.json`;
 * without it, pictures are read again, and nothing else is lost.
 */
export class PictureIdentities {
  readonly #path: string;
  readonly #known: Map<string, { sha256: string; state: string | null }>;
  #changed = false;

  private constructor(path: string, known: z.infer<typeof schema>['pictures']) {
    this.#path = path;
    this.#known = new Map(known.map(({ file, ...rest }) => [file, rest]));
  }

  /** Reads those of the store at `path`; none where there are none that this version understands. */
  static async open(path: string): Promise<PictureIdentities> {
    try {
      const { pictures } = schema.parse(JSON.parse(await readFile(identitiesPath(path), 'utf8')));
      return new PictureIdentities(path, pictures);
    } catch {
      return new PictureIdentities(path, []);
    }
  }

  /** The SHA-256 of a picture whose file is in the state in which it was hashed. */
  recall(file: string, state: FileState | undefined): string | undefined {
    const known = this.#known.get(file);
    return state !== undefined && known?.state === state.text ? known.sha256 : undefined;
  }

  /**
   * Keeps what a picture's file held.
   *
   * @param before - the state before it was read
   * @param after - the state after that
   */
  note(
    file: string,
    sha256: string,
    before: FileState | undefined,
    after: FileState | undefined,
  ): void {
    this.#known.set(file, { sha256, state: provenState(before, after) ?? null });
    this.#changed = true;
  }

  /**
   * Writes those of the listed pictures, unless nothing is new.
   *
   * @throws FileError when they cannot be written.
   */
  async save(listed: readonly { readonly file: string }[]): Promise<void> {
    if (!this.#changed && this.#known.size === listed.length) return;
    const pictures = listed.flatMap(({ file }) => {
      const known = this.#known.get(file);
      return known === undefined ? [] : [{ file, ...known }];
    });
    await writeFileWhole(
      identitiesPath(this.#path),
      `${JSON.stringify({ format: 1, pictures }, null, 1)}\n`,
    );
    this.#changed = false;
  }
}
