import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { required, uniqueName } from '@gender/core';
import { sha256, writeFileWhole } from '@gender/core/node';
import { stringify } from 'csv-stringify/sync';
import { placeOf } from '../find/listed-pictures.js';
import { invalidManifest, parseManifest } from '../find/manifest-columns.js';
import { decodeText, readList } from '../find/read-table.js';
import type { LabelledImage } from '../labelled-image.js';
import { LeftOut } from '../left-out.js';
import { relativeName } from '../file-name.js';

/** The label of a picture that is to be left out. */
export const DROP = 'drop';

/** One row of a file of corrections. */
export interface Correction {
  /** Relative to the folder that the pictures of the collection are named from. */
  readonly file: string;
  /** A class, or `drop`. */
  readonly label: string;
}

/**
 * Reads a table with the columns file and label (CSV, TSV or JSON lines), as manifests have them; other
 * columns are ignored.
 *
 * @throws DatasetError `DATASET_MANIFEST` when it is none, or a row lacks one of the two; FileError.
 */
export async function readCorrections(
  path: string,
): Promise<{ corrections: Correction[]; sha256: string }> {
  const leftOut = new LeftOut();
  const bytes = await readList(path);
  const rows = parseManifest(path, decodeText(bytes), leftOut);
  const [lacking] = Object.keys(leftOut.counts);
  if (lacking !== undefined) throw invalidManifest(path, `has a row ${lacking}`);
  const corrections = rows.flatMap(({ file, label }) =>
    label === undefined ? [] : [{ file, label }],
  );
  return { corrections, sha256: sha256(bytes) };
}

/**
 * Writes a file of corrections that drops pictures of which it is not known what they show, after the
 * corrections that were given before, so that the new file stands for both. A file that holds something
 * else, perhaps edited, is never replaced.
 *
 * @param wanted - the path without its ending: `data/Faces.corrections`
 * @param root - the folder that files are named from
 * @param given - the path of the corrections given before
 * @returns what takes groups of the same picture in several classes, and returns the path of the file: the
 *   wanted one, or the first with a number that is free
 * @throws FileError when it cannot be written.
 */
export function proposeDrops(
  wanted: string,
  root: string,
  given: string | undefined,
): (groups: readonly (readonly LabelledImage[])[]) => Promise<string> {
  return async (groups) => {
    const before = given === undefined ? [] : (await readCorrections(given)).corrections;
    const named = ({ path }: LabelledImage): string => relativeName(root, path);
    const dropped = groups.flatMap((group) =>
      group.map((image) => {
        const other = required(
          group.find(({ label }) => label !== image.label),
          `a picture in another class than ${image.path}`,
        );
        return [named(image), DROP, image.label, named(other)];
      }),
    );
    const places = new Set(groups.flat().map(({ path }) => resolve(path)));
    const kept = before
      .filter(({ file }) => !places.has(placeOf(root, file)))
      .map(({ file, label }) => [file, label, '', '']);
    return writeNew(wanted, stringify([['file', 'label', 'was', 'same_as'], ...kept, ...dropped]));
  };
}

/** Writes text under the wanted name, or the first with a number that no other text has. */
async function writeNew(wanted: string, text: string): Promise<string> {
  const fileOf = (name: string): string => `${name}.csv`;
  const isTaken = (name: string): boolean =>
    existsSync(fileOf(name)) && readFileSync(fileOf(name), 'utf8') !== text;
  const path = fileOf(uniqueName(wanted, isTaken, 2));
  await mkdir(dirname(path), { recursive: true });
  await writeFileWhole(path, text);
  return path;
}
