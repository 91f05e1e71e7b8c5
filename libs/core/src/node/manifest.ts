import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { FileError } from './file-error.js';
import { writeFileWhole } from './write-whole.js';

const manifestSchema = z.object({
  command: z.string(),
  createdAt: z.iso.datetime(),
  seconds: z.number(),
  seed: z.number().optional(),
  versions: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.unknown()),
  inputs: z.record(z.string(), z.string()),
});

/** How an output came to be; written beside it as `<output>.manifest.json`. */
export interface Manifest {
  /** The command or function that made the output. */
  command: string;
  /** When it was finished, in ISO 8601. */
  createdAt: string;
  /** How long it took. */
  seconds: number;
  /** The seed of every random choice, where there was one. */
  seed?: number | undefined;
  /** Versions of Node and of the packages that did the work. */
  versions: Record<string, string>;
  /** The resolved options. */
  options: Record<string, unknown>;
  /** Paths of the inputs and their SHA-256. */
  inputs: Record<string, string>;
}

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
 * Reads the manifest of `output`.
 *
 * @throws FileError when there is none or it is not a manifest.
 */
export async function readManifest(output: string): Promise<Manifest> {
  const path = `${output}.manifest.json`;
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw FileError.from(path, 'read', cause);
  }
}
