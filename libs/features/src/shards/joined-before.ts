import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { readManifest, sha256File } from '@gender/core/node';
import * as z from 'zod';
import { recordPath } from '../store/feature-record.js';
import { hasWork } from '../store/install-store.js';
import type { FoundPart } from './check-shards.js';

const joinSchema = z.object({
  command: z.literal('merge'),
  createdAt: z.iso.datetime(),
  options: z.object({ parts: z.number() }),
  inputs: z.record(z.string(), z.string()),
});

/** A store that was joined, whose parts are not all there. */
export interface JoinedBefore {
  /** How many there were. */
  readonly parts: number;
  /** Those that are left. */
  readonly left: readonly FoundPart[];
}

/**
 * Whether a store was joined from parts of which some are removed by now, as its manifest says: by a run that was killed
 * while it removed them, or by another that this one waited for.
 *
 * @param found - the parts that were there when they were looked for
 * @param since - when that was, in milliseconds since 1970: parts that went since must have been joined since, else
 *   nobody knows what was in them
 * @returns nothing where all of them are there, or one is another by now, so that they are to be joined
 */
export async function joinedBefore(
  path: string,
  found: readonly FoundPart[],
  since: number,
): Promise<JoinedBefore | undefined> {
  const manifest = joinSchema.safeParse(await readManifest(path).catch(() => undefined));
  if (!manifest.success || !existsSync(path)) return undefined;
  const { createdAt, inputs, options } = manifest.data;
  const left = found.filter((part) => existsSync(part.path));
  const isWhole = ({ path: part }: FoundPart): boolean => filesOfPart(part).every(existsSync);
  if (left.length === options.parts && left.every(isWhole)) return undefined;
  if (left.length < found.length && Date.parse(createdAt) < since) return undefined;
  const joined = new Map(Object.entries(inputs).map(([file, hash]) => [basename(file), hash]));
  for (const part of left) {
    // Removing begins with the record, and so does putting another store in the part's place.
    if (!isWhole(part) && (await hasWork(part.path))) return undefined;
    for (const file of filesOfPart(part.path).filter(existsSync)) {
      if (joined.get(basename(file)) !== (await sha256File(file))) return undefined;
    }
  }
  return { parts: options.parts, left };
}

/** What a store is joined from of a part: its rows, and the record that says of which pictures they are. */
export function filesOfPart(path: string): string[] {
  return [path, recordPath(path)];
}
