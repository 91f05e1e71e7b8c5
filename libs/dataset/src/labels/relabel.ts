import { resolve } from 'node:path';
import type { Logger } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import type { ReadImages } from '../find/layout.js';
import { placeOf } from '../find/listed-pictures.js';
import type { LabelledImage } from '../labelled-image.js';
import type { Relabelling } from '../write/split-manifest.js';
import { labelsOf } from '../write/plan-dataset.js';
import { DROP, readCorrections, type Correction } from './corrections-file.js';

/** How labels are changed after a collection has been read. */
export interface LabelChanges {
  /** New names of classes, by those that the collection has: `{ Woman: 'Female' }`. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** A table with the columns file and label; a label is a class, as the map calls it, or `drop`. */
  readonly corrections?: string | undefined;
}

/** Pictures with the labels that were asked for, and what was changed where anything was asked for. */
export interface Relabelled {
  readonly images: LabelledImage[];
  readonly relabelling?: Relabelling | undefined;
}

/** So many files are named in a message. */
const NAMED = 20;

/**
 * Renames classes, and then corrects the labels of single pictures or drops them.
 *
 * @throws DatasetError `DATASET_LABELS` when a class or file is named that is not there, `DATASET_MANIFEST`
 *   when the corrections are no table; FileError.
 */
export async function relabel(
  { root, images }: ReadImages,
  { map, corrections: path }: LabelChanges,
  logger: Logger,
): Promise<Relabelled> {
  const mapped = map === undefined ? images : renameClasses(images, map);
  if (path === undefined) return { images: mapped, ...(map && { relabelling: { map } }) };
  const { corrections, sha256 } = await readCorrections(path);
  const wanted = findCorrected({ root, images: mapped }, path, corrections);
  const counts = { relabelled: 0, dropped: 0, unchanged: 0 };
  const kept = mapped.flatMap((image) => {
    const label = wanted.get(resolve(image.path));
    if (label === undefined) return [image];
    counts[label === DROP ? 'dropped' : label === image.label ? 'unchanged' : 'relabelled'] += 1;
    return label === DROP ? [] : [{ ...image, label }];
  });
  logger.info(
    `corrections of ${path}: ${counts.relabelled} relabelled, ${counts.dropped} dropped, ${counts.unchanged} had that label already`,
  );
  return {
    images: kept,
    relabelling: { ...(map && { map }), corrections: { sha256, ...counts } },
  };
}

/** Gives classes their new names. */
function renameClasses(
  images: readonly LabelledImage[],
  map: Readonly<Record<string, string>>,
): LabelledImage[] {
  const names = new Map(Object.entries(map));
  const labels = labelsOf(images);
  const unknown = [...names.keys()].find((name) => !labels.includes(name));
  if (unknown !== undefined) {
    throw new DatasetError(
      'DATASET_LABELS',
      `no picture has the label ${JSON.stringify(unknown)} that is to be renamed; the labels are ${labels.join(', ')}`,
    );
  }
  return images.map((image) => {
    const label = names.get(image.label);
    return label === undefined ? image : { ...image, label };
  });
}

/** The label that each corrected picture is to have, by its absolute path. */
function findCorrected(
  { root, images }: ReadImages,
  path: string,
  corrections: readonly Correction[],
): Map<string, string> {
  const classes = labelsOf(images);
  if (classes.includes(DROP)) {
    throw new DatasetError(
      'DATASET_LABELS',
      `${root} has a class ${DROP}, which in ${path} would mean to leave a picture out; give the class another name`,
    );
  }
  const labels = [...classes, DROP];
  const places = new Set(images.map((image) => resolve(image.path)));
  const wanted = new Map<string, string>();
  const unknown: string[] = [];
  for (const { file, label } of corrections) {
    if (!labels.includes(label)) {
      throw new DatasetError(
        'DATASET_LABELS',
        `${path} gives ${file} the label ${JSON.stringify(label)}; expected one of ${labels.join(', ')}`,
      );
    }
    const place = placeOf(root, file);
    const before = wanted.get(place) ?? label;
    if (before !== label) {
      throw new DatasetError(
        'DATASET_LABELS',
        `${path} corrects ${file} twice, to ${before} and to ${label}; remove one of the rows`,
      );
    }
    if (!places.has(place)) unknown.push(file);
    wanted.set(place, label);
  }
  if (unknown.length === 0) return wanted;
  const more = unknown.length > NAMED ? `, and ${unknown.length - NAMED} more` : '';
  throw new DatasetError(
    'DATASET_LABELS',
    `${path} corrects ${unknown.slice(0, NAMED).join(', ')}${more}, which ${unknown.length === 1 ? 'is' : 'are'} no labelled picture of ${root}; files are named from that folder`,
  );
}
