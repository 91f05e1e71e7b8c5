import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { silentProgress, zip, type ProgressReporter } from '@gender/core';
import { readRegularFile, sha256, writeFileWhole, writeFolderWhole } from '@gender/core/node';
import { DatasetError } from '../dataset-error.js';
import { isHidden } from '../file-name.js';
import { isFolder } from '../folders.js';
import { inSlices } from '../in-slices.js';
import type { FileReading, LabelledImage } from '../labelled-image.js';
import { inParallel } from '../parallel.js';
import { splitNames } from '../split-name.js';
import { copyFile, hashFile, linkFile, writeBytes } from './place-file.js';
import { DATASHEET, formatDatasheet } from './datasheet.js';
import type { PlannedFile } from './plan-dataset.js';
import { readSplitManifest } from './read-split-manifest.js';
import {
  formatSplitManifest,
  SPLIT_MANIFEST,
  type SplitManifest,
  type SplitManifestFile,
} from './split-manifest.js';

/** What to write and how. */
export interface WriteDatasetOptions {
  /** The dataset's folder. */
  readonly folder: string;
  readonly plan: readonly PlannedFile[];
  /** How the plan came to be. */
  readonly head: Omit<SplitManifest, 'files'>;
  /** Hard links instead of copies. */
  readonly link?: boolean | undefined;
  /** Every picture is read and hashed again, also where its file is as it was when it was looked at. */
  readonly verify?: boolean | undefined;
  readonly progress?: ProgressReporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a dataset whole or not at all; only one call at a time may work on a folder. One that already is as it would be written stays as it is;
 * another one that this function wrote is replaced.
 *
 * @returns the manifest, and whether anything was written
 * @throws DatasetError `DATASET_EXISTS` when the folder holds something else; FileError.
 */
export async function writeDataset(
  options: WriteDatasetOptions,
): Promise<{ manifest: SplitManifest; written: boolean }> {
  const { folder, plan, head } = options;
  const existing = await existingManifest(folder);
  const sheet = join(folder, DATASHEET);
  const answers = await readSheet(sheet);
  if (existing !== undefined && (await isUpToDate(existing, options))) {
    if (answers === undefined) await writeFileWhole(sheet, formatDatasheet(existing));
    return { manifest: existing, written: false };
  }
  const manifest = await writeFolderWhole(folder, isOfDataset, async (fresh) => {
    for (const inner of new Set(plan.map(({ file }) => dirname(file)))) {
      await mkdir(join(fresh, inner), { recursive: true });
    }
    const place = options.link === true ? linkFile : copyFile;
    const copy: HashFile = async ({ image, file }) =>
      image.content === undefined
        ? place(image.path, join(fresh, file), readingOf(image, options))
        : writeBytes(await image.content(), join(fresh, file));
    const whole = { ...head, files: await hashAll('writing pictures', options, copy) };
    await writeFileWhole(join(fresh, SPLIT_MANIFEST), formatSplitManifest(whole));
    await writeFileWhole(join(fresh, DATASHEET), formatDatasheet(whole, answers));
    return whole;
  });
  return { manifest, written: true };
}

/** What may be replaced with a dataset: its own parts, and what desktops leave in any folder. */
const parts = [SPLIT_MANIFEST, DATASHEET, ...splitNames];
const isOfDataset = (name: string): boolean => parts.includes(name) || isHidden(name);

/** The most bytes of a datasheet, 16 MiB. */
const MAX_SHEET_BYTES = 2 ** 24;

/** The datasheet that is there, with the answers of the dataset's owner; nothing where there is none. */
async function readSheet(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  return new TextDecoder().decode(await readRegularFile(path, { maxBytes: MAX_SHEET_BYTES }));
}

/** Handles one file and returns its SHA-256. */
type HashFile = (file: PlannedFile) => Promise<string>;

async function hashAll(
  label: string,
  { plan, progress = silentProgress, signal }: WriteDatasetOptions,
  hash: HashFile,
): Promise<SplitManifestFile[]> {
  const task = progress.start({ label, total: plan.length, unit: 'images' });
  try {
    return await inParallel(plan, async (planned) => {
      signal?.throwIfAborted();
      const digest = await hash(planned);
      task.advance(1);
      return describe(planned, digest);
    });
  } finally {
    task.stop();
  }
}

function describe(planned: PlannedFile, digest: string): SplitManifestFile {
  const { image, file, source, copyOf } = planned;
  const { person, age, ageRange, groups, fold } = image;
  return {
    file,
    source,
    ...(person !== undefined && { person }),
    ...(age !== undefined && { age }),
    ...(ageRange !== undefined && { ageRange }),
    ...(groups !== undefined && { groups }),
    ...(fold !== undefined && { fold }),
    ...(copyOf !== undefined && { copyOf }),
    sha256: digest,
  };
}

async function existingManifest(folder: string): Promise<SplitManifest | undefined> {
  if (!(await isFolder(folder))) return undefined;
  return readSplitManifest(folder).catch((cause: unknown) => {
    throw new DatasetError(
      'DATASET_EXISTS',
      `${folder} exists and is not a dataset written by this tool (it has no valid ${SPLIT_MANIFEST}); remove it or choose another name`,
      { cause },
    );
  });
}

/** Whether a dataset was written from the same plan and pictures, and nothing of it is gone. */
async function isUpToDate(existing: SplitManifest, options: WriteDatasetOptions): Promise<boolean> {
  const { folder, plan, head } = options;
  if (existing.files.length !== plan.length) return false;
  const same = (files: SplitManifestFile[]): boolean =>
    formatSplitManifest({ ...head, files }) === formatSplitManifest(existing);
  const known = zip(plan, existing.files).map(([file, { sha256 }]) => describe(file, sha256));
  if (!same(known) || !(await isWhole(folder, plan))) return false;
  const hash: HashFile = async ({ image }) =>
    image.content === undefined
      ? hashFile(image.path, readingOf(image, options))
      : sha256(await image.content());
  return same(await hashAll('comparing pictures', options, hash));
}

/** What a picture's file held when it was looked at; nothing where it is to be read again anyhow. */
function readingOf(
  { reading }: LabelledImage,
  { verify = false }: WriteDatasetOptions,
): FileReading | undefined {
  return verify ? undefined : reading;
}

/** Whether every planned file is there, with the size of its source where it is a copy of it. */
async function isWhole(folder: string, plan: readonly PlannedFile[]): Promise<boolean> {
  const same = await inSlices(plan, ({ image, file }) => {
    const size = sizeOf(join(folder, file));
    return image.content === undefined ? size === sizeOf(image.path) : size !== undefined;
  });
  return same.every(Boolean);
}

/** The size of a file in bytes; `undefined` where there is none. */
function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
