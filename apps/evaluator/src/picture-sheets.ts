import { join } from 'node:path';
import { analyseErrors, type NotedPicture, type PredictedSplit } from '@gender/evaluation';
import { encodeThumbnail, type ExifRule } from '@gender/image';
import type { PictureSheet } from '@gender/report';

/** The longer side of a picture on a sheet, in pixels. */
const thumbnail = 144;

/** The most suspected labels that are shown. */
const mostSuspects = 24;

/** The pictures that say most of what a model does wrong, small, with their names. */
export async function pictureSheets(
  dataRoot: string,
  predicted: PredictedSplit,
  exif: ExifRule = 'apply',
): Promise<PictureSheet[]> {
  const folder = join(dataRoot, predicted.dataset, predicted.split);
  const { mistakes, uncertain, suspects } = analyseErrors(predicted);
  const sheet = async (
    title: string,
    note: string,
    noted: readonly NotedPicture[],
  ): Promise<PictureSheet> => {
    const pictures = [];
    for (const each of noted) {
      pictures.push({
        ...each,
        png: await encodeThumbnail(join(folder, each.file), { side: thumbnail, exif }),
      });
    }
    return { title, note, pictures };
  };
  return [
    await sheet('Most confident mistakes', 'Wrong answers, the surest first.', mistakes),
    await sheet('Least certain', 'Answers, right or wrong, the least sure first.', uncertain),
    await sheet(
      'Suspected label errors',
      `What the model is confident of, against the label; ${Math.min(mostSuspects, suspects.length)} of ${suspects.length}. Look before you change a label: the model may be wrong.`,
      suspects.slice(0, mostSuspects),
    ),
  ];
}
