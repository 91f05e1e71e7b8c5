import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { GenderError } from '@gender/core';
import { isFileSystemError } from '@gender/core/node';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import type { ArchiveEntry } from './archive-entry.js';
import { DownloadError } from './download-error.js';
import type { Unpacker } from './unpacker.js';

/**
 * Unpacks a zip file, with every size checked before it is unpacked and every checksum after. Links are refused, as
 * is what is encrypted.
 */
export const unpackZip: Unpacker = async (
  archive,
  folder,
  { guard, size, task, filter, signal },
) => {
  try {
    // Names with backslashes, as some programs on Windows write them, are read as well.
    const zip = await openPromise(archive, { autoClose: false, strictFileNames: false });
    try {
      for await (const entry of zip.eachEntry()) {
        signal?.throwIfAborted();
        const described = describe(entry);
        if (!filter(entry.fileName)) guard.checkPath(described);
        else {
          guard.admit(described);
          if (guard.bytes > size * MAX_GROWTH) throw tooLarge(archive);
          await write(archive, zip, entry, folder);
        }
        task.advance(entry.compressedSize);
      }
    } finally {
      zip.close();
    }
  } catch (cause) {
    if (cause instanceof GenderError || isFileSystemError(cause) || signal?.aborted) throw cause;
    throw refused(archive, cause);
  }
};

/**
 * How many times its size a zip file may become: as much as a tar file may. Deflate alone reaches 1032, entries
 * that share their bytes any number.
 */
const MAX_GROWTH = 1000;

function tooLarge(archive: string): DownloadError {
  return new DownloadError(
    'ARCHIVE_LIMIT',
    `${archive} unpacks to more than ${MAX_GROWTH} times its size; check where it comes from`,
  );
}

/** The bits of a Unix mode that say what a file is, and those of a file and of a folder. */
const KIND = 0o170000;
const kinds = new Map([
  [0, 'File'],
  [0o100000, 'File'],
  [0o040000, 'Directory'],
]);

function describe({ fileName, uncompressedSize, externalFileAttributes }: Entry): ArchiveEntry {
  const mode = externalFileAttributes >>> 16;
  const type = fileName.endsWith('/') ? 'Directory' : kinds.get(mode & KIND);
  return { path: fileName, type: type ?? 'link or device', size: uncompressedSize };
}

async function write(archive: string, zip: ZipFile, entry: Entry, folder: string): Promise<void> {
  const path = join(folder, entry.fileName);
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  const content = checked(archive, entry, await zip.openReadStreamPromise(entry));
  try {
    await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o666 }));
  } catch (cause) {
    if (!isFileSystemError(cause) || cause.code !== 'EEXIST') throw cause;
    throw new DownloadError(
      'ARCHIVE_FORMAT',
      `${archive} holds two files ${entry.fileName}; unpack it by hand and keep one`,
      { cause },
    );
  }
}

async function* checked(
  archive: string,
  { fileName, crc32: expected }: Entry,
  stream: Readable,
): AsyncGenerator<Buffer> {
  let checksum = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (checksum !== expected) {
    throw new DownloadError(
      'ARCHIVE_FORMAT',
      `${archive} is damaged: the checksum of ${fileName} is wrong; get it again`,
    );
  }
}

/** What yauzl says of names that lead out of the folder. */
const UNSAFE = /^(absolute path|invalid relative path|invalid characters)/;

function refused(archive: string, cause: unknown): DownloadError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return UNSAFE.test(why)
    ? new DownloadError(
        'ARCHIVE_UNSAFE',
        `${archive} is not safe to unpack: ${why}; nothing was unpacked, check where the archive comes from`,
        { cause },
      )
    : new DownloadError(
        'ARCHIVE_FORMAT',
        `${archive} is not a whole .zip file that can be read: ${why}; get it again`,
        { cause },
      );
}
