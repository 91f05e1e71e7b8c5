import { join } from 'node:path';
import {
  analyseErrors,
  type Comparison,
  type NotedPicture,
  type PredictedSplit,
} from '@gender/evaluation';
import { encodeThumbnail } from '@gender/image';
import type { PictureSheet } from '@gender/report';

/** The longer side of a picture on a sheet, in pixels. */
const thumbnail = 144;

/** The most suspected labels that are shown. */
const mostSuspects = 24;

/** The most pictures that are shown of those which only one of two results has right. */
const mostDiffering = 12;

/** The pictures that say most of what a model does wrong, small, with their names. */
export async function pictureSheets(
  dataRoot: string,
  predicted: PredictedSplit,
): Promise<PictureSheet[]> {
  const { mistakes, uncertain, suspects } = analyseErrors(predicted);
  return sheetsOf(join(dataRoot, predicted.dataset, predicted.split), [
    ['Most confident mistakes', 'Wrong answers, the surest first.', mistakes],
    ['Least certain', 'Answers, right or wrong, the least sure first.', uncertain],
    [
      'Suspected label errors',
      `What the model is confident of, against the label; ${Math.min(mostSuspects, suspects.length)} of ${suspects.length}. Look before you change a label: the model may be wrong.`,
      suspects.slice(0, mostSuspects),
    ],
  ]);
}

/**
 * Of each of some results the pictures that only it has right, and those that only the first has, by
 * what the other calls them, the surest mistakes first.
 *
 * @param folder - in which the files are that the results name
 */
export async function differingSheets(
  folder: string,
  { baseline, others, differing }: Comparison,
): Promise<PictureSheet[]> {
  const pairs = others.flatMap(({ name }, at) => [
    { right: name, wrong: baseline.name, places: [at + 1, 0] as const },
    { right: baseline.name, wrong: name, places: [0, at + 1] as const },
  ]);
  return sheetsOf(
    folder,
    pairs.map(({ right, wrong, places: [first, second] }) => {
      const found = differing.flatMap(({ file, label, calls }): NotedPicture[] => {
        const call = calls[second];
        if (calls[first]?.isRight !== true || call?.isRight !== false) return [];
        return [{ file, label, called: call.called, confidence: call.confidence }];
      });
      const shown = found.toSorted((a, b) => b.confidence - a.confidence).slice(0, mostDiffering);
      const note = `What ${wrong} calls them, the surest mistakes first; ${shown.length} of ${found.length}.`;
      return [`Only ${right} is right, not ${wrong}`, note, shown];
    }),
  );
}

async function sheetsOf(
  folder: string,
  sheets: readonly (readonly [title: string, note: string, noted: readonly NotedPicture[]])[],
): Promise<PictureSheet[]> {
  const drawn: PictureSheet[] = [];
  for (const [title, note, noted] of sheets) {
    const pictures = [];
    for (const each of noted) {
      const png = await encodeThumbnail(join(folder, each.file), {
        side: thumbnail,
        exif: 'apply',
      });
      pictures.push({ ...each, png });
    }
    drawn.push({ title, note, pictures });
  }
  return drawn;
}
