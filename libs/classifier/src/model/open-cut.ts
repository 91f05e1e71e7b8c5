import type { EngineChoice } from '@gender/engine';
import { FaceFinder, templateOf, templates, type Template } from '@gender/faces';
import type { FaceCut } from '../predict/cut-faces.js';
import type { OpenTransferModel } from './open-transfer-model.js';

/** What the pictures that a model is given may be taken for: see `LoadOptions.faces`. */
export const faceTreatments = ['trained', 'find', 'none'] as const;

/** What the pictures that a model is given are taken for. */
export type FaceTreatment = (typeof faceTreatments)[number];

/** How faces are taken out of pictures, with the networks that find them. */
export interface LoadedCut extends FaceCut {
  readonly finder: FaceFinder;
}

/**
 * What takes faces out of the pictures that a model is given.
 *
 * @returns `undefined` where pictures are taken whole
 * @throws FacesError (`FACES_RULE`) when the model's faces were cut out in a way that is not known;
 *   FaceApiError (`FACE_API_MISSING`) when the package of the networks is not installed; EngineError.
 */
export async function openCut(
  model: Pick<OpenTransferModel, 'faces' | 'backbone'>,
  {
    faces: treatment = 'trained',
    engine,
    device,
    threads,
  }: EngineChoice & { faces?: FaceTreatment | undefined },
): Promise<LoadedCut | undefined> {
  const { faces } = model;
  if (treatment === 'none' || (treatment === 'trained' && faces === undefined)) return undefined;
  const template = faces === undefined ? usualTemplate(model) : templateOf(faces);
  const finder = await FaceFinder.open({ engine, device, threads });
  return { finder, template, orWhole: faces === undefined };
}

/** The frame of faces that a backbone was trained with, where nobody says it. */
function usualTemplate({ backbone }: Pick<OpenTransferModel, 'backbone'>): Template {
  return backbone.isOriginal ? templates['vgg-face'] : templates.dlib;
}
