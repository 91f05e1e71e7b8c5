import { join } from 'node:path';
import { formatCount, type CommandContext } from '@gender/cli';
import { writeFileWhole } from '@gender/core/node';
import { likenesses, type Audit, type Inspection, type LeakKind } from '@gender/dataset';
import { encodeThumbnail } from '@gender/image';
import type { ContactSheet, ShownPicture } from '@gender/report';
import * as z from 'zod';

/** The longer side of a picture on a sheet, in pixels. */
const SIDE = 144;

/** So many pairs of a kind are shown. */
const SHOWN = 24;

/** `--sheet`. */
export const sheetOption = {
  schema: z
    .string()
    .regex(/\.html$/i, 'expected a name that ends in .html')
    .optional(),
  description: 'a page to write, of pictures with their names: a contact sheet (.html)',
};

/** A picture that is to be shown. */
interface NamedPicture extends Omit<ShownPicture, 'png' | 'alt'> {
  readonly path: string;
}

/** A group of them, of each entry one picture or two that are compared. */
interface NamedGroup {
  readonly title: string;
  readonly note: string;
  readonly entries: readonly (readonly NamedPicture[])[];
}

/** A contact sheet whose pictures have not been read. */
type PlannedSheet = Omit<ContactSheet, 'groups'> & {
  readonly groups: readonly NamedGroup[];
};

/** Some pictures of each class of a collection, and its duplicates side by side. */
export function inspectionSheet(
  source: string,
  { found, layout, classes, samples, duplicates }: Inspection,
): PlannedSheet {
  const ofClasses = Object.entries(samples).map(([label, paths]) => ({
    title: label,
    note: shownOf(paths.length, Number(classes[label])),
    entries: paths.map((path) => [{ path, file: path }]),
  }));
  const pairs = (title: string, some: Inspection['duplicates']): NamedGroup =>
    pairGroup(
      title,
      some.map(({ first, second }) => [
        { path: first, file: first },
        { path: second, file: second },
      ]),
    );
  const kinds = likenesses.map((kind) =>
    pairs(
      titles[kind],
      duplicates.filter(({ likeness }) => likeness === kind),
    ),
  );
  const contradictions = duplicates.filter(({ contradiction }) => contradiction);
  return {
    title: source,
    lead: `${formatCount(found, 'pictures')} (layout ${layout})`,
    groups: [...ofClasses, pairs('one picture in two classes', contradictions), ...kinds].filter(
      ({ entries }) => entries.length > 0,
    ),
    footer: 'Made by gender-prepare inspect.',
  };
}

/** What pairs of each kind are called. */
const titles: Readonly<Record<LeakKind, string>> = {
  file: 'the same file',
  pixels: 'the same pixels',
  near: 'nearly the same picture',
  person: 'the same person',
};

/** The pictures that leak between splits, each beside one that is used earlier. */
export function auditSheet(source: string, { root, images, leaks }: Audit): PlannedSheet {
  const counts = Object.entries(images).map(([split, count]) => `${count} ${split}`);
  return {
    title: source,
    lead: `${counts.join(', ')}; ${leaks.length === 0 ? 'nothing leaks' : 'pictures that leak, each beside one that is used earlier'}`,
    groups: leaks.map(({ kind, splits, pairs }) =>
      pairGroup(
        `${splits.join(' into ')}: ${titles[kind]}`,
        pairs.map((pair) =>
          pair.map((file, side) => ({ path: join(root, file), file, caption: splits[side] })),
        ),
      ),
    ),
    footer: 'Made by gender-prepare audit.',
  };
}

function pairGroup(title: string, pairs: NamedGroup['entries']): NamedGroup {
  const entries = pairs.slice(0, SHOWN);
  return { title, note: shownOf(entries.length, pairs.length, 'pairs'), entries };
}

function shownOf(shown: number, all: number, unit = 'pictures'): string {
  return shown === all ? formatCount(all, unit) : `${shown} of ${formatCount(all, unit)}`;
}

/**
 * Reads the pictures of a sheet and writes the page, whole or not at all.
 *
 * @throws ImageError, FileError when a picture cannot be read or the page not written.
 */
export async function writeSheet(
  path: string,
  { groups, ...said }: PlannedSheet,
  { progress, signal }: CommandContext,
): Promise<void> {
  const { contactSheetPage } = await import('@gender/report');
  const total = groups.reduce((sum, { entries }) => sum + entries.flat().length, 0);
  const task = progress.start({ label: 'making the sheet', total, unit: 'images' });
  const show = async ({ path: picture, ...shown }: NamedPicture): Promise<ShownPicture> => {
    signal.throwIfAborted();
    const png = await encodeThumbnail(picture, { side: SIDE });
    task.advance(1);
    return { ...shown, alt: '', png };
  };
  try {
    const shown = [];
    for (const { entries, ...group } of groups) {
      const read = [];
      for (const entry of entries) read.push(await Promise.all(entry.map(show)));
      shown.push({ ...group, entries: read });
    }
    await writeFileWhole(path, contactSheetPage({ ...said, groups: shown }));
  } finally {
    task.stop();
  }
}
