import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { silentLogger, type Logger } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import { isHidden } from '../file-name.js';
import { isFolder } from '../folders.js';
import type { LabelledImage } from '../labelled-image.js';
import { readClassFolders } from './class-folders.js';
import { findTrees, readDownload } from './download-layout.js';
import { isManifestFile, readManifestFile } from './manifest-file.js';

/** How labelled pictures are kept. */
export type Layout = 'download' | 'manifest' | 'folders';

/** Every layout, for flags and schemas. */
export const layouts = ['download', 'manifest', 'folders'] as const satisfies readonly Layout[];

/** Labelled pictures and where they were found. */
export interface FoundImages {
  readonly layout: Layout;
  /** The folder that all pictures are named from. */
  readonly root: string;
  readonly images: readonly LabelledImage[];
}

/**
 * Finds labelled pictures: the download (`[combined/]{aligned,valid}/…<age>_<F|M>/`), a CSV
 * manifest, or a folder for each class.
 *
 * @param source - a folder, or a CSV manifest
 * @param options.layout - what to expect; by default found out in the order above, where a folder
 *   counts as a manifest when it holds exactly one CSV file that is one
 * @throws DatasetError when nothing is found, or it is not what it should be; FileError when
 *   something cannot be read.
 */
export async function findImages(
  source: string,
  options: { layout?: Layout | undefined; logger?: Logger | undefined } = {},
): Promise<FoundImages> {
  const { layout, logger = silentLogger } = options;
  const found = await read(source, layout, logger);
  if (found.images.length === 0) {
    throw new DatasetError(
      'DATASET_EMPTY',
      `found no labelled pictures in ${source} (read as ${found.layout}); expected ${EXPECTED}`,
    );
  }
  checkLabels(source, found.images);
  return found;
}

const EXPECTED =
  'the folders aligned and valid of the download, a CSV with the columns file and label, or a folder for each class';

async function read(
  source: string,
  layout: Layout | undefined,
  logger: Logger,
): Promise<FoundImages> {
  if (layout === 'manifest' || extname(source).toLowerCase() === '.csv') {
    return fromManifest(source);
  }
  if (!(await isFolder(source))) {
    throw new DatasetError('DATASET_NOT_FOUND', `there is no folder ${source}; check the path`);
  }
  const trees = layout === 'folders' ? undefined : await findTrees(source);
  if (trees !== undefined) {
    return { layout: 'download', root: source, images: await readDownload(trees, logger) };
  }
  if (layout === 'download') {
    throw new DatasetError(
      'DATASET_TREES',
      `${source} holds neither aligned nor valid, nor combined with one of them`,
    );
  }
  const csv = layout === undefined ? await onlyManifest(source) : undefined;
  if (csv !== undefined) return fromManifest(csv);
  return { layout: 'folders', root: source, images: await readClassFolders(source) };
}

async function fromManifest(source: string): Promise<FoundImages> {
  const csv = (await isFolder(source)) ? await onlyManifest(source) : source;
  if (csv === undefined) {
    throw new DatasetError(
      'DATASET_MANIFEST',
      `${source} does not hold exactly one CSV manifest; name the CSV file itself`,
    );
  }
  return { layout: 'manifest', ...(await readManifestFile(csv)) };
}

async function onlyManifest(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder)).filter(
    (name) => !isHidden(name) && extname(name).toLowerCase() === '.csv',
  );
  const [only] = names;
  if (only === undefined || names.length > 1) return undefined;
  const csv = join(folder, only);
  return (await isManifestFile(csv)) ? csv : undefined;
}

/** Labels name folders later on, so that they must be able to. */
function checkLabels(source: string, images: readonly LabelledImage[]): void {
  const labels = [...new Set(images.map(({ label }) => label))];
  if (labels.length < 2) {
    throw new DatasetError(
      'DATASET_CLASSES',
      `${source} has one class only (${labels.join()}); a classifier needs at least two`,
    );
  }
  const wrong = labels.find((label) => /[/\\\0]/.test(label) || label.startsWith('.'));
  if (wrong !== undefined) {
    throw new DatasetError(
      'DATASET_CLASSES',
      `${source} has the class ${JSON.stringify(wrong)}, which cannot name a folder; rename it`,
    );
  }
}
