import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from '@gender/cli';
import { isArchiveName, unpackCached } from '@gender/download';

/** A collection that can be read. */
export interface ReadableSource {
  readonly source: string;
  /** The archive that it was in, with its SHA-256. */
  readonly inputs: Readonly<Record<string, string>>;
}

/**
 * Unpacks a collection that is an archive into `<data-root>/unpacked`, unless that archive is there already;
 * others are as they are.
 */
export async function unpackSource(
  source: string,
  dataRoot: string,
  context: CommandContext,
): Promise<ReadableSource> {
  const isFile = statSync(source, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile || !isArchiveName(source)) return { source, inputs: {} };
  const { folder, sha256 } = await unpackCached(source, join(dataRoot, 'unpacked'), context);
  return { source: folder, inputs: { [source]: sha256 } };
}
