import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { silentProgress, type ProgressReporter } from '../progress.js';
import { readManifest } from './manifest.js';
import { sha256File } from './sha256.js';

/** How files compare with the hashes that were written down of them. */
export interface Verification {
  /** How many files or rows were compared. */
  readonly checked: number;
  /** Those whose content is another. */
  readonly changed: readonly string[];
  /** Those that are there and of which nothing was written down. */
  readonly added: readonly string[];
  /** Those that were written down and are not there. */
  readonly missing: readonly string[];
  /** What the manifest names and cannot be compared, such as inputs that are no longer there. */
  readonly unverified: readonly string[];
}

/** What takes long says how far it is, and can be stopped. */
export interface VerifyOptions {
  readonly progress?: ProgressReporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares an output, the files made with it, and what it was made from with its manifest,
 * `<output>.manifest.json`. Inputs may be gone; they are `unverified` then.
 *
 * @throws FileError when there is no manifest, or a file cannot be read.
 */
export async function verifyOutputs(
  output: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { outputs, inputs } = await readManifest(output);
  const made = Object.entries(outputs ?? {}).map(
    ([name, hash]) => [join(dirname(output), name), hash] as const,
  );
  const from = Object.entries(inputs).filter(([path]) => isFile(path));
  const found = await verifyFiles([...made, ...from], options);
  const gone = Object.keys(inputs).filter((path) => !isFile(path));
  return { ...found, unverified: [...(outputs ? [] : [output]), ...gone] };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Compares files with their SHA-256, one after the other, each read as a stream.
 *
 * @param files - path and hash
 * @throws FileError when one that is there cannot be read.
 */
export async function verifyFiles(
  files: readonly (readonly [path: string, sha256: string])[],
  { progress = silentProgress, signal }: VerifyOptions = {},
): Promise<Omit<Verification, 'unverified'>> {
  const task = progress.start({ label: 'comparing files', total: files.length, unit: 'files' });
  const found = { checked: 0, changed: [] as string[], added: [], missing: [] as string[] };
  try {
    for (const [path, sha256] of files) {
      signal?.throwIfAborted();
      if (!existsSync(path)) found.missing.push(path);
      else {
        found.checked += 1;
        if ((await sha256File(path)) !== sha256) found.changed.push(path);
      }
      task.advance(1);
    }
    return found;
  } finally {
    task.stop();
  }
}
