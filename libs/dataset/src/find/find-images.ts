import { extname } from 'node:path';
import { silentLogger, type Logger } from '@gender/core';
import type { FaceRule } from '@gender/network';
import { DatasetError } from '../dataset-error.js';
import { isFolder } from '../folders.js';
import { relabel, type LabelChanges } from '../labels/relabel.js';
import type { LabelledImage } from '../labelled-image.js';
import { LeftOut } from '../left-out.js';
import type { Relabelling } from '../write/split-manifest.js';
import { adienceLayout } from './adience.js';
import { celebaLayout } from './celeba.js';
import { checkLabels, checkSplits, withPlainPersons } from './check-labels.js';
import { classFolders } from './class-folders.js';
import { downloadLayout } from './download-layout.js';
import { fairfaceLayout } from './fairface.js';
import { imdbWikiLayout } from './imdb-wiki.js';
import type { LayoutReader } from './layout.js';
import { lfwLayout } from './lfw.js';
import { manifestEndings, manifestLayout } from './manifest-file.js';
import { splitFolders } from './split-folders.js';
import { utkfaceLayout } from './utkface.js';

/** Every layout, in the order in which they are tried. */
export const layouts = [
  'download',
  'adience',
  'utkface',
  'lfw',
  'fairface',
  'celeba',
  'imdb-wiki',
  'manifest',
  'splits',
  'folders',
] as const;

/** How labelled pictures are kept. */
export type Layout = (typeof layouts)[number];

const readers: Record<Layout, LayoutReader> = {
  download: downloadLayout,
  adience: adienceLayout,
  utkface: utkfaceLayout,
  lfw: lfwLayout,
  fairface: fairfaceLayout,
  celeba: celebaLayout,
  'imdb-wiki': imdbWikiLayout,
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
  /** How they were cut out of photos, where it is a prepared dataset that says so. */
  readonly faces?: FaceRule | undefined;
  /** How labels were changed, where that was asked for. */
  readonly relabelling?: Relabelling | undefined;
  /** What was left out. */
  readonly leftOut: LeftOut;
}

/** How to look for pictures. */
export interface FindOptions extends LabelChanges {
  /**
   * What to expect. @default found out in the order of the layouts, where a folder counts as a manifest when
   * it holds exactly one table that is one
   */
  readonly layout?: Layout | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Finds labelled pictures in one of the layouts: a published collection as it comes (Adience and its
 * cleaned download, UTKFace, LFW, FairFace, CelebA, IMDB-WIKI), a manifest, a collection that is split
 * already, or a folder for each class.
 *
 * @param source - a folder, a manifest, or the metadata of IMDB-WIKI
 * @throws DatasetError when nothing is found, or it is not what it should be; FileError when
 *   something cannot be read.
 */
export async function findImages(source: string, options: FindOptions = {}): Promise<FoundImages> {
  const { logger = silentLogger } = options;
  const leftOut = new LeftOut();
  const { layout, place } = await findLayout(source, options.layout);
  const read = await readers[layout].read(place, { source, leftOut, logger });
  leftOut.warn(logger);
  if (read.images.length === 0) {
    const expected = Object.values(readers).map(({ form }) => form);
    throw new DatasetError(
      'DATASET_EMPTY',
      `found no labelled pictures in ${source} (read as ${layout}); expected ${expected.join(', or ')}`,
    );
  }
  const { images: labelled, relabelling } = await relabel(read, options, logger);
  checkLabels(source, labelled);
  const images = withPlainPersons(source, labelled, logger);
  checkSplits(source, images);
  return { layout, root: read.root, images, faces: read.faces, relabelling, leftOut };
}

/** How the names of files end that are a source by themselves. */
const fileEndings = [...manifestEndings, '.mat'];

/** Layouts that can be read where they are said to be, though they do not look so. */
const guessed: readonly Layout[] = ['manifest', 'splits', 'folders'];

async function findLayout(
  source: string,
  asked: Layout | undefined,
): Promise<{ layout: Layout; place: string }> {
  const isFile = fileEndings.includes(extname(source).toLowerCase());
  if (!isFile && asked !== 'manifest' && !(await isFolder(source))) {
    throw new DatasetError('DATASET_NOT_FOUND', `there is no folder ${source}; check the path`);
  }
  for (const layout of asked === undefined ? layouts : [asked]) {
    const place = await readers[layout].recognise(source);
    if (place !== undefined) return { layout, place };
  }
  if (asked === 'download') {
    throw new DatasetError('DATASET_TREES', `${source} does not hold ${downloadLayout.form}`);
  }
  if (asked !== undefined && !guessed.includes(asked)) {
    throw new DatasetError(
      'DATASET_NOT_FOUND',
      `${source} does not hold ${readers[asked].form}; check the path, or whether it is laid out otherwise`,
    );
  }
  return { layout: asked ?? 'folders', place: source };
}
