import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DownloadError, extractArchive } from '@gender/download';
import { tarGz } from '@gender/testing';
import type { FuzzFormat, Seed } from '../fuzz-format.js';

/** Archives as they are downloaded. */
export function archive(): FuzzFormat {
  const files = { 'data/net.mat': Buffer.from('weights'), README: Buffer.alloc(700, 'x') };
  return {
    file: 'case.tar.gz',
    content: 'binary',
    seeds: [toSeed('two files', tarGz(files)), toSeed('one file', tarGz({ a: Buffer.from('a') }))],
    errors: [DownloadError],
    read: async ({ path }) => {
      const target = `${path}.unpacked`;
      await rm(target, { recursive: true, force: true });
      await extractArchive(path, target, { limits: { entries: 100, bytes: 2 ** 20 } });
      return contentOf(target);
    },
  };
}

function toSeed(name: string, bytes: Uint8Array): Seed {
  return {
    name,
    bytes,
    isChecked: true,
    damageInside: (damage) => gzipSync(damage(gunzipSync(bytes))),
  };
}

async function contentOf(folder: string): Promise<unknown> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.toSorted().map(async (file) => [file, await readFile(file, 'utf8')]));
}
