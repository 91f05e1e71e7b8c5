import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { readManifest, sha256File } from '@gender/core/node';
import * as z from 'zod';
import type { FoundPart } from './check-shards.js';

const joinSchema = z.object({
  command: z.literal('merge'),
  options: z.object({ parts: z.number() }),
  inputs: z.record(z.string(), z.string()),
});

/**
 * Whether a store was joined from parts of which some are removed by now, as its manifest says: by a run that was killed
 * while it removed them, or by another that this one waited for.
 *
 * @param found - the parts that were there when they were looked for
 * @returns from how many, and those that are left; nothing where all of them are there, or one is another by
 *   now, so that they are to be joined
 */
export async function joinedBefore(
  path: string,
  found: readonly FoundPart[],
): Promise<{ readonly parts: number; readonly left: readonly FoundPart[] } | undefined> {
  const manifest = joinSchema.safeParse(await readManifest(path).catch(() => undefined));
  if (!manifest.success || !existsSync(path)) return undefined;
  const { parts } = manifest.data.options;
  const inputs = new Map(
    Object.entries(manifest.data.inputs).map(([part, hash]) => [basename(part), hash]),
  );
  const left = found.filter((part) => existsSync(part.path));
  if (left.length === parts) return undefined;
  for (const part of left) {
    if (inputs.get(basename(part.path)) !== (await sha256File(part.path))) return undefined;
  }
  return { parts, left };
}
