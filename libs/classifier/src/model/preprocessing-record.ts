import {
  exifRules,
  preprocessingModes,
  resamplings,
  type Preprocessing,
} from '@gender/image/pixels';
import * as z from 'zod';
import { ClassifierError } from '../classifier-error.js';
import type { StatedPreprocessing } from './model-meaning.js';

/** The root attribute of a model file that says how to feed it; Keras ignores it. */
export const PREPROCESSING_ATTRIBUTE = 'preprocessing';

const preprocessingSchema = z.object({
  mode: z.enum(preprocessingModes),
  resampling: z.enum(resamplings),
  exif: z.enum(exifRules),
  keepAspect: z.boolean().optional(),
  border: z.tuple([z.number(), z.number()]).optional(),
});

/** What a model file says of how it is fed, but for the mean, as JSON. */
export function encodePreprocessing(preprocessing: Preprocessing): string {
  const { mode, resampling, exif, keepAspect, border } = preprocessing;
  return JSON.stringify({ mode, resampling, exif, keepAspect, border });
}

/** @throws ClassifierError (`CLASSIFIER_MODEL`) of anything but what {@link encodePreprocessing} gave */
export function parsePreprocessing(path: string, text: string): StatedPreprocessing {
  return parseAttribute(path, PREPROCESSING_ATTRIBUTE, text, preprocessingSchema);
}

/** @throws ClassifierError (`CLASSIFIER_MODEL`) of a text that the schema does not have */
export function parseAttribute<T>(
  path: string,
  name: string,
  text: string,
  schema: z.ZodType<T>,
): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `the attribute "${name}" of ${path} cannot be understood: ${text.slice(0, 100)}`;
    throw new ClassifierError('CLASSIFIER_MODEL', message, { cause });
  }
}
