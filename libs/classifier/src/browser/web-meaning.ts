import { templateOf } from '@gender/faces/pixels';
import { choosePreprocessing } from '@gender/features/feeding';
import type { Preprocessing } from '@gender/image/pixels';
import type { FaceRule } from '@gender/network';
import { readOnnxGraph } from '@gender/onnx';
import { ClassifierError } from '../classifier-error.js';
import type { FindsFaces } from '../predict/faces-of.js';
import type { WebFaceCut } from './run-picture.js';

/** How a transfer model is used. */
export interface WebMeaning {
  /** What its outputs stand for, in order. */
  readonly classes: readonly string[];
  /** How pictures are fed to it. */
  readonly preprocessing: Preprocessing;
  /** By which its probabilities are calibrated; `undefined` where its file has none. */
  readonly temperature: number | undefined;
  /** How the faces that it was trained on were cut out of photos; `undefined` where pictures were taken whole. */
  readonly faces: FaceRule | undefined;
}

/**
 * How faces are cut out of the photos that a model is given.
 *
 * @param faces - how those that it was trained on were
 * @param said - what finds faces; `none`: pictures are faces already, cut out as those that it was trained on
 * @param name - of the file, for messages
 * @returns `undefined` where pictures are taken whole
 * @throws ClassifierError (`CLASSIFIER_FACES`) when nobody says what finds them; FacesError (`FACES_RULE`) when
 *   faces are cut out in another way here.
 */
export function webFaceCut(
  { faces }: WebMeaning,
  said: FindsFaces | 'none' | undefined,
  name: string,
): WebFaceCut | undefined {
  if (faces === undefined || said === 'none') return undefined;
  if (said !== undefined) return { finder: said, template: templateOf(faces) };
  throw new ClassifierError(
    'CLASSIFIER_FACES',
    `${name} was trained on faces cut out of photos (${faces.template}, ${faces.size}×${faces.size} pixels), and there is nothing to find them with; load it with a face finder, or say that it is given faces cut out in the same way (faces: none)`,
  );
}

/**
 * What a converted transfer model says of itself.
 *
 * @param name - of the file, for messages
 * @throws ClassifierError (`CLASSIFIER_MODEL`, `CLASSIFIER_UNDESCRIBED`), OnnxError (`ONNX_FORMAT`)
 */
export function webMeaning(bytes: Uint8Array, name: string): WebMeaning {
  const { inputs, outputs, classes, temperature, normalization } = readOnnxGraph(bytes, name);
  const [input, ...others] = inputs;
  const [output, ...further] = outputs;
  if (!input || !output || others.length > 0 || further.length > 0) {
    throw new ClassifierError(
      'CLASSIFIER_MODEL',
      `${name} has ${inputs.length} inputs and ${outputs.length} outputs; a classifier has one of each`,
    );
  }
  if (classes === undefined || normalization === undefined) {
    const open =
      classes === undefined ? 'what its outputs stand for' : 'how pictures are fed to it';
    throw new ClassifierError(
      'CLASSIFIER_UNDESCRIBED',
      `${name} does not say ${open}; convert it from a transfer model`,
    );
  }
  if (output.shape.length !== 2 || output.shape[1] !== classes.length) {
    throw new ClassifierError(
      'CLASSIFIER_MODEL',
      `${name} has outputs of shape (${output.shape.join(', ')}) for the ${classes.length} classes ${classes.slice(0, 5).join(', ')}`,
    );
  }
  const inputShape = input.shape.slice(1).map((length) => {
    if (typeof length === 'number') return length;
    throw new ClassifierError(
      'CLASSIFIER_MODEL',
      `${name} takes input of shape (${input.shape.join(', ')}); expected a height and a width`,
    );
  });
  const network = { name, inputShape, preprocessing: normalization, isOriginal: false };
  const preprocessing = choosePreprocessing(network, {}, { rule: 'trained' });
  return { classes, preprocessing, temperature, faces: normalization.faces };
}
