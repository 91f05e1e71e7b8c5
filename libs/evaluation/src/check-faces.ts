import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { silentLogger, type Logger } from '@gender/core';
import type { FaceTreatment, OpenTransferModel } from '@gender/classifier';
import { readFaceRule } from '@gender/dataset';
import { EvaluationError } from './evaluation-error.js';

type FaceRule = NonNullable<OpenTransferModel['faces']>;

/** What is compared: a model, and a dataset that it is to be tested on. */
export interface FaceCheck {
  /** Path of the model. */
  readonly model: string;
  /** The folder of datasets. */
  readonly dataRoot: string;
  readonly dataset: string;
  /** `none`: the pictures are faces as the model was trained on, whatever made them; nothing is compared. */
  readonly faces?: FaceTreatment | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Looks whether a dataset shows faces as a model was trained on them. Of a model that was trained on
 * pictures as they were found, nobody knows how these showed faces: a warning tells.
 *
 * @param trained - how the faces that the model was trained on were cut out of photos
 * @throws EvaluationError (`RESULTS_FACES`) when those of the dataset were not, or in another way.
 */
export async function checkFaces(
  { model, dataRoot, dataset, faces, logger = silentLogger }: FaceCheck,
  trained: FaceRule | undefined,
): Promise<void> {
  if (faces === 'none') return;
  const tested = await readFaceRule(join(dataRoot, dataset));
  if (trained === undefined && tested === undefined) return;
  if (trained === undefined) {
    logger.warn(
      `the pictures of ${dataset} are faces cut out of photos, and ${model} was trained on pictures as they were found; unless these were such crops as well, train a model on faces cut out in the same way`,
    );
  } else if (!cutAlike(trained, tested)) {
    const found = tested === undefined ? 'as they were found' : `cut out as ${nameOf(tested)}`;
    throw new EvaluationError(
      'RESULTS_FACES',
      `${model} was trained on faces cut out of photos as ${nameOf(trained)}, and the pictures of ${dataset} are ${found}; prepare ${dataset} with its faces cut out in the same way, or say that they are such faces already`,
    );
  }
}

/** Whether faces were cut out in the same way, whichever of a photo's faces were taken. */
function cutAlike(one: FaceRule, other: FaceRule | undefined): boolean {
  return isDeepStrictEqual({ ...one, which: undefined }, { ...other, which: undefined });
}

function nameOf({ detector, template, size, version }: FaceRule): string {
  return `${template} ${size}×${size} (${detector}, version ${version})`;
}
