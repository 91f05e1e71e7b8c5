import { extname } from 'node:path';
import { silentLogger, type Logger } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import { isFolder } from '../folders.js';
import type { LabelledImage } from '../labelled-image.js';
import { LeftOut } from '../left-out.js';
import { checkLabels } from './check-labels.js';
import { classFolders } from './class-folders.js';
import { downloadLayout } from './download-layout.js';
import type { LayoutReader } from './layout.js';
import { manifestEndings, manifestLayout } from './manifest-file.js';
import { splitFolders } from './split-folders.js';

/** Every layout, in the order in which they are tried. */
export const layouts = ['download', 'manifest', 'splits', 'folders'] as const;

/** How labelled pictures are kept. */
export type Layout = (typeof layouts)[number];

const readers: Record<Layout, LayoutReader> = {
  download: downloadLayout,
  manifest: manifestLayout,
  splits: splitFolders,
  folders: classFolders,
};

/** Labelled pictures and where they were found. */
export interface FoundImages {
  readonly layout: Layout;
  /** The folder that all pictures are named from. */
  readonly root: string;
  readonly images: readonly LabelledImage[];
  /** What was left out. */
  readonly leftOut: LeftOut;
}

/**
 * Finds labelled pictures: the download (`…/{aligned,valid}/…<age>_<F|M>/`), a CSV manifest, a
 * collection that is split already, or a folder for each class.
 *
 * @param source - a folder, or a CSV manifest
 * @param options.layout - what to expect; by default found out in the order above, where a folder
 *   counts as a manifest when it holds exactly one table that is one
 * @throws DatasetError when nothing is found, or it is not what it should be; FileError when
 *   something cannot be read.
 */
export async function findImages(
  source: string,
  options: { layout?: Layout | undefined; logger?: Logger | undefined } = {},
): Promise<FoundImages> {
  const { logger = silentLogger } = options;
  const leftOut = new LeftOut();
  const { layout, place } = await findLayout(source, options.layout);
  const { root, images } = await readers[layout].read(place, { source, leftOut, logger });
  leftOut.warn(logger);
  if (images.length === 0) {
    const expected = Object.values(readers).map(({ form }) => form);
    throw new DatasetError(
      'DATASET_EMPTY',
      `found no labelled pictures in ${source} (read as ${layout}); expected ${expected.join(', or ')}`,
    );
  }
  checkLabels(source, images);
  return { layout, root, images, leftOut };
}

async function findLayout(
  source: string,
  asked: Layout | undefined,
): Promise<{ layout: Layout; place: string }> {
  const isTable = manifestEndings.includes(extname(source).toLowerCase());
  if (!isTable && asked !== 'manifest' && !(await isFolder(source))) {
    throw new DatasetError('DATASET_NOT_FOUND', `there is no folder ${source}; check the path`);
  }
  for (const layout of asked === undefined ? layouts : [asked]) {
    const place = await readers[layout].recognise(source);
    if (place !== undefined) return { layout, place };
  }
  if (asked === 'download') {
    throw new DatasetError('DATASET_TREES', `${source} does not hold ${downloadLayout.form}`);
  }
  return { layout: asked ?? 'folders', place: source };
}
