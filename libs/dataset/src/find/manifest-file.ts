import { dirname, extname, join, resolve } from 'node:path';
import { DatasetError } from '../dataset-error.js';
import { isFolder } from '../folders.js';
import { LeftOut } from '../left-out.js';
import { visibleNames } from './find-folder.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';
import { findFile, findListed, type ListedPicture } from './listed-pictures.js';
import { jsonLinesEndings, parseManifest } from './manifest-columns.js';
import { readText } from './read-table.js';

/** How the names of manifests end. */
export const manifestEndings: readonly string[] = ['.csv', '.tsv', ...jsonLinesEndings];

/** A table of pictures and labels, or a folder that holds exactly one. */
export const manifestLayout: LayoutReader = {
  form: 'a table (CSV, TSV or JSON lines) with the columns file and label',
  recognise: async (source) => {
    if (manifestEndings.includes(extname(source).toLowerCase()) && !(await isFolder(source)))
      return source;
    return onlyManifest(source);
  },
  read: async (source, reading) => {
    const csv = (await isFolder(source)) ? await onlyManifest(source) : source;
    if (csv !== undefined) return readManifestFile(csv, reading);
    throw new DatasetError(
      'DATASET_MANIFEST',
      `${source} does not hold exactly one manifest; name its file itself`,
    );
  },
};

/** The one table of a folder, when it is a manifest. */
async function onlyManifest(folder: string): Promise<string | undefined> {
  if (!(await isFolder(folder))) return undefined;
  const [only, ...others] = (await visibleNames(folder)).filter((name) =>
    manifestEndings.includes(extname(name).toLowerCase()),
  );
  if (only === undefined || others.length > 0) return undefined;
  const csv = join(folder, only);
  try {
    return parseManifest(csv, await readText(csv), new LeftOut()).length > 0 ? csv : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The pictures that a manifest lists. Paths are relative to its folder, or to the folder above it when
 * the first picture is only found from there.
 */
async function readManifestFile(path: string, { leftOut }: Reading): Promise<ReadImages> {
  const rows = parseManifest(path, await readText(path), leftOut);
  const beside = dirname(resolve(path));
  const root = findRoot([beside, dirname(beside)], rows);
  return { root, images: await findListed(path, root, rows, leftOut) };
}

/** So many rows are looked at to find out where paths start. */
const ROOT_ROWS = 20;

function findRoot(roots: [string, string], rows: readonly ListedPicture[]): string {
  for (const { file } of rows.slice(0, ROOT_ROWS)) {
    for (const root of roots) if (findFile(root, file) !== undefined) return root;
  }
  return roots[0];
}
