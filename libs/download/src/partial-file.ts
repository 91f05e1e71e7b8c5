import { mkdir, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileWhole } from '@gender/core/node';
import * as z from 'zod';

const stateSchema = z.object({
  url: z.string(),
  validator: z.string(),
  total: z.number().int().nonnegative(),
});

/** What must still be true of the file on the server for a partial file to be continued. */
export type PartialState = z.infer<typeof stateSchema>;

/**
 * The bytes that have arrived so far, beside the target as `<target>.partial`, and what they belong
 * to, as `<target>.partial.json`.
 */
export class PartialFile {
  readonly path: string;
  readonly #statePath: string;

  constructor(private readonly target: string) {
    this.path = `${target}.partial`;
    this.#statePath = `${this.path}.json`;
  }

  /** The state, where there is one for this URL, and how many bytes are there. */
  async resumable(url: string): Promise<(PartialState & { bytes: number }) | undefined> {
    try {
      const state = stateSchema.parse(JSON.parse(await readFile(this.#statePath, 'utf8')));
      const { size: bytes } = await stat(this.path);
      const usable = state.url === url && bytes > 0 && bytes <= state.total;
      return usable ? { ...state, bytes } : undefined;
    } catch {
      return undefined; // absent or damaged: there is nothing to continue
    }
  }

  /** How many bytes have arrived so far. */
  async size(): Promise<number> {
    return (await stat(this.path).catch(() => ({ size: 0 }))).size;
  }

  /** Opens the file for writing at `offset`; what lies behind it is cut off. */
  async openAt(offset: number, state: PartialState | undefined): Promise<FileHandle> {
    await mkdir(dirname(this.path), { recursive: true });
    if (state) await writeFileWhole(this.#statePath, JSON.stringify(state));
    else await rm(this.#statePath, { force: true });
    const handle = await open(this.path, offset === 0 ? 'w' : 'r+');
    await handle.truncate(offset);
    return handle;
  }

  /** Gives the finished file its name, or another. */
  async complete(path = this.target): Promise<void> {
    await rename(this.path, path);
    await rm(this.#statePath, { force: true });
  }

  /** Removes all that has arrived. */
  async discard(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(this.#statePath, { force: true });
  }
}
