import { GenderError, required, silentLogger, silentProgress } from '@gender/core';
import type { ProgressReporter } from '@gender/core';
import {
  cutFaces,
  openCut,
  openTransferModel,
  wholePictures,
  type LoadOptions,
  type OpenTransferModel,
  type PredictedItem,
} from '@gender/classifier';
import { namePictures } from '@gender/dataset';
import { decodePicture, framePicture, type Picture } from '@gender/image';
import { topClasses } from '@gender/metrics';
import { NO_FACE, type FacelessFile } from '../classify-files.js';
import { EvaluationError } from '../evaluation-error.js';
import { lookingForFaces } from '../looking-for-faces.js';
import type { HeatMap } from './grad-cam.js';
import { occlusion } from './occlusion.js';
import { openEyes, type Eyes } from './open-eyes.js';
import type { FaceInPhoto } from './overlay.js';

export interface ExplainOptions extends LoadOptions {
  /** Path of a transfer model. */
  model: string;
  /** Paths of pictures, and of folders whose pictures are meant. */
  pictures: readonly string[];
  /** The class to explain; default: the one that each picture is called. */
  label?: string | undefined;
  /** Patches along each side for occlusion, no more than the network's input has pixels; default 8. */
  patches?: number | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
}

/** Where a model looks on a picture; plain data. */
export interface Explanation {
  readonly file: string;
  /** Whose score and probability the maps are of. */
  readonly label: string;
  readonly probability: number;
  /** The picture, or the face that was cut out of it, as the network sees it. */
  readonly picture: Picture;
  /** Where that face is, and the whole photo; absent of a picture taken whole. */
  readonly face?: FaceInPhoto;
  /** Absent where the model has no feature map, or a gradient is not led back to it. */
  readonly gradCam?: HeatMap;
  readonly occlusion: HeatMap;
}

/**
 * Explains what a model says of pictures, one after the other. Faces are looked for and cut out as
 * `classifyFiles` does: of a photo each is explained, the largest first, and nothing of one without a face.
 *
 * @throws what `openTransferModel` throws; ImageError, FileError for a picture that cannot be decoded.
 * @throws EvaluationError (`EXPLAIN_MODEL`) when there is no class `label`, or more patches than pixels.
 */
export async function* explainPictures(
  options: ExplainOptions,
): AsyncGenerator<Explanation | FacelessFile> {
  const { label, patches = 8, signal, progress = silentProgress, logger = silentLogger } = options;
  const files = await namePictures(options.pictures, { logger });
  const { classes: named, preprocessing: fed, logits } = options;
  const said = { classes: named, preprocessing: fed, logits, logger };
  const model = await openTransferModel(options.model, said);
  const wanted = label === undefined ? undefined : indexOf(model, label);
  checkPatches(patches, model);
  const cut = await lookingForFaces(options, (faces) => openCut(model, { ...options, faces }));
  await using _finder = cut?.finder;
  await using eyes = await openEyes(model, options);
  const task = progress.start({ label: 'explaining', unit: 'images', total: files.length });
  let done = 0;
  try {
    for await (const item of cut ? cutFaces(files, cut) : wholePictures(files)) {
      signal?.throwIfAborted();
      const found = await openItem(item, model);
      yield 'reason' in found
        ? found
        : { ...found, ...(await explain(found.picture, { model, eyes, wanted, patches })) };
      task.advance(item.index + 1 - done);
      done = item.index + 1;
    }
  } finally {
    task.stop();
  }
}

/** A picture, or a face, as the network sees it. */
async function openItem(
  { file: named, box, open }: PredictedItem,
  { preprocessing }: OpenTransferModel,
): Promise<Pick<Explanation, 'file' | 'picture' | 'face'> | FacelessFile> {
  const file = required(named, 'the path of a picture');
  try {
    const source = await open();
    const isDecoded = typeof source === 'object' && 'data' in source;
    const { exif } = preprocessing;
    const picture = isDecoded ? source : await decodePicture(source, { exif, name: file });
    return {
      ...{ file, picture: framePicture(picture, preprocessing) },
      ...(box && { face: { box, photo: await decodePicture(file) } }),
    };
  } catch (error) {
    if (!(error instanceof GenderError && error.code === 'CLASSIFIER_NO_FACE')) throw error;
    return { file, label: null, reason: NO_FACE };
  }
}

/** What is asked of each picture. */
interface Question {
  readonly model: OpenTransferModel;
  readonly eyes: Eyes;
  /** The class to explain; default: the one that the picture is called. */
  readonly wanted: number | undefined;
  readonly patches: number;
}

async function explain(
  picture: Picture,
  { model, eyes, wanted, patches }: Question,
): Promise<Omit<Explanation, 'file' | 'picture' | 'face'>> {
  const [found] = await eyes.probabilities([picture]);
  const own = required(found, 'the probabilities of a picture');
  const index = wanted ?? required(topClasses(own, own.length)[0], 'the class of a picture');
  const cam = await eyes.gradCam(picture, index);
  const map = await occlusion(picture, patches, async (pictures) =>
    (await eyes.probabilities(pictures)).map((row) => Number(row[index])),
  );
  const label = required(model.classes[index], 'the name of a class');
  return { label, probability: Number(own[index]), ...(cam && { gradCam: cam }), occlusion: map };
}

function indexOf({ classes }: OpenTransferModel, label: string): number {
  const index = classes.indexOf(label);
  if (index >= 0) return index;
  throw new EvaluationError(
    'EXPLAIN_MODEL',
    `there is no class ${label}, the classes are ${classes.join(', ')}`,
  );
}

function checkPatches(patches: number, { preprocessing }: OpenTransferModel): void {
  const most = Math.min(preprocessing.height, preprocessing.width);
  if (Number.isInteger(patches) && patches >= 1 && patches <= most) return;
  throw new EvaluationError(
    'EXPLAIN_MODEL',
    `there are to be ${patches} patches along each side of a picture; expected a whole number from 1 to ${most}, the pixels there`,
  );
}
