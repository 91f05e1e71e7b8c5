import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Every file of a folder by its relative path, and what is in it; times and places left out. */
export type Contents = ReadonlyMap<string, string>;

/**
 * Keys whose values tell of one run: times, the state of a file in identities, how many rows were not
 * found done, and the hashes of histories, which hold times.
 */
const ofOneRun =
  /^(state|createdAt|startedAt|finishedAt|time|seconds|secondsPerImage|imagesPerSecond|computed|.*_History\.(csv|json)|.*_Run\/.*)$/;

/** Reads a folder, hidden files included. */
export function contentsOf(folder: string): Contents {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(folder, path), digest(path)]),
  );
}

function digest(path: string): string {
  return createHash('sha256')
    .update(withoutTimes(path, readFileSync(path)))
    .digest('hex');
}

function withoutTimes(path: string, bytes: Buffer): Buffer | string {
  if (path.endsWith('.json')) return jsonWithoutTimes(bytes.toString());
  if (path.endsWith('.jsonl')) {
    return bytes.toString().trimEnd().split('\n').map(jsonWithoutTimes).join('\n');
  }
  if (path.includes('.tfevents.')) return '';
  if (path.endsWith('_History.csv')) return bytes.toString().replace(/,[^,\r\n]*(?=\r?\n)/g, '');
  return bytes;
}

function jsonWithoutTimes(text: string): string {
  const skip = (key: string, value: unknown): unknown => (ofOneRun.test(key) ? null : value);
  return JSON.stringify(JSON.parse(text, skip));
}

/** What a folder has too much, lacks, and has otherwise than it should. */
export interface Difference {
  readonly surplus: readonly string[];
  readonly missing: readonly string[];
  readonly other: readonly string[];
}

/** Compares a folder with what it should be. */
export function compareContents(found: Contents, expected: Contents): Difference {
  return {
    surplus: [...found.keys()].filter((path) => !expected.has(path)),
    missing: [...expected.keys()].filter((path) => !found.has(path)),
    other: [...expected]
      .filter(([path, hash]) => found.has(path) && found.get(path) !== hash)
      .map(([path]) => path),
  };
}
