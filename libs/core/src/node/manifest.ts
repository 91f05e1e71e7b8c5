import { dirname, relative, sep } from 'node:path';
import * as z from 'zod';
import { FileError } from './file-error.js';
import { readRegularFile } from './regular-file.js';
import { sha256File } from './sha256.js';
import { writeFileWhole } from './write-whole.js';

const manifestSchema = z.object({
  /** The command or function that made the output. */
  command: z.string(),
  /** When it was finished, in ISO 8601. */
  createdAt: z.iso.datetime(),
  /** How long it took. */
  seconds: z.number(),
  /** The seed of every random choice, where there was one. */
  seed: z.number().optional(),
  /** Versions of Node and of the packages that did the work. */
  versions: z.record(z.string(), z.string()),
  /** The resolved options. */
  options: z.record(z.string(), z.unknown()),
  /** Paths of the inputs and their SHA-256. */
  inputs: z.record(z.string(), z.string()),
  /** What was found out, as figures by name. */
  results: z.record(z.string(), z.unknown()).optional(),
  /** By which the work is known again: a hash of all that decides its result. */
  fingerprint: z.string().optional(),
  /** Names of the files that were made, and their SHA-256. */
  outputs: z.record(z.string(), z.string()).optional(),
});

/** How an output came to be; written beside it as `<output>.manifest.json`. */
export type Manifest = z.infer<typeof manifestSchema>;

/** The largest manifest that is read, 256 MiB: a million inputs with their paths and digests. */
const MAX_MANIFEST_BYTES = 2 ** 28;

/**
 * Writes the manifest of `output` beside it.
 *
 * @throws FileError when it cannot be written.
 */
export async function writeManifest(
  output: string,
  manifest: Omit<Manifest, 'createdAt'>,
): Promise<void> {
  const whole: Manifest = { ...manifest, createdAt: new Date().toISOString() };
  await writeFileWhole(`${output}.manifest.json`, `${JSON.stringify(whole, null, 2)}\n`);
}

/**
 * The SHA-256 of files that were made, by their names from the folder of `output` with `/`, for its manifest.
 *
 * @param files - those of the output; the output itself where it is a file
 * @throws FileError when one cannot be read.
 */
export async function hashOutputs(
  output: string,
  files: readonly string[] = [output],
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const file of files) {
    hashes[relative(dirname(output), file).replaceAll(sep, '/')] = await sha256File(file);
  }
  return hashes;
}

/**
 * Reads the manifest of `output`.
 *
 * @throws FileError when there is none or it is not a manifest.
 */
export async function readManifest(output: string): Promise<Manifest> {
  const path = `${output}.manifest.json`;
  try {
    const bytes = await readRegularFile(path, { maxBytes: MAX_MANIFEST_BYTES });
    return manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw cause instanceof FileError ? cause : FileError.from(path, 'read', cause);
  }
}
