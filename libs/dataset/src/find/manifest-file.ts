import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { readRegularFile } from '@gender/core/node';
import { DatasetError } from '../dataset-error.js';
import { isHidden, personFromName } from '../file-name.js';
import { isFolder } from '../folders.js';
import { LeftOut } from '../left-out.js';
import type { LabelledImage } from '../labelled-image.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';
import { invalidManifest, parseManifest, type ManifestRow } from './manifest-columns.js';

/** The largest manifest that is read, 256 MiB: over a million rows. */
const MAX_MANIFEST_BYTES = 2 ** 28;

/** How the names of manifests end. */
export const manifestEndings: readonly string[] = ['.csv', '.tsv'];

/** A table of pictures and labels, or a folder that holds exactly one. */
export const manifestLayout: LayoutReader = {
  form: 'a CSV with the columns file and label',
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
      `${source} does not hold exactly one CSV manifest; name the CSV file itself`,
    );
  },
};

/** The one table of a folder, when it is a manifest. */
async function onlyManifest(folder: string): Promise<string | undefined> {
  if (!(await isFolder(folder))) return undefined;
  const [only, ...others] = (await readdir(folder)).filter(
    (name) => !isHidden(name) && manifestEndings.includes(extname(name).toLowerCase()),
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
 * The pictures that a manifest lists. Paths are relative to the CSV's folder, or to the folder above
 * it when the first picture is only found from there. A path that leads nowhere is tried with `/`
 * for `\`, and in the other forms of Unicode, before it counts as missing.
 */
async function readManifestFile(csv: string, { leftOut }: Reading): Promise<ReadImages> {
  const rows = parseManifest(csv, await readText(csv), leftOut);
  const beside = dirname(resolve(csv));
  const root = await findRoot([beside, dirname(beside)], rows);
  const images = new Map<string, LabelledImage>();
  for (const { file, label, person, age } of rows) {
    const path = (await findFile(root, file)) ?? resolve(root, file);
    const before = images.get(path);
    if (before !== undefined && before.label !== label) {
      throw invalidManifest(csv, `lists ${file} twice, as ${before.label} and as ${label}`);
    }
    images.set(path, before ?? { path, label, person: person ?? personFromName(path), age });
  }
  return { root, images: [...images.values()] };
}

/** So many rows are looked at to find out where paths start. */
const ROOT_ROWS = 20;

async function findRoot(roots: [string, string], rows: readonly ManifestRow[]): Promise<string> {
  for (const { file } of rows.slice(0, ROOT_ROWS)) {
    for (const root of roots) if ((await findFile(root, file)) !== undefined) return root;
  }
  return roots[0];
}

/** The path of a listed file, also where it was written on another system. */
async function findFile(root: string, file: string): Promise<string | undefined> {
  for (const name of new Set([file, file.replaceAll('\\', '/')])) {
    for (const form of new Set([name, name.normalize('NFC'), name.normalize('NFD')])) {
      const path = resolve(root, form);
      if (await exists(path)) return path;
    }
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** UTF-8, or what spreadsheets write: UTF-16 with a mark, and Windows' western code page. */
async function readText(csv: string): Promise<string> {
  const bytes = await readRegularFile(csv, { maxBytes: MAX_MANIFEST_BYTES });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
