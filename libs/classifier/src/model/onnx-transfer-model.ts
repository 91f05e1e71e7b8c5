import { FileError, writeFileWhole } from '@gender/core/node';
import { choosePreprocessing, OnnxBackbone } from '@gender/features';
import { encodeNormalization, type Network } from '@gender/network';
import { joinHead, splitHead } from '@gender/onnx';
import { readFile } from 'node:fs/promises';
import { ClassifierError } from '../classifier-error.js';
import { completeMeaning, type ModelMeaning } from './model-meaning.js';
import { encodePreprocessing, parsePreprocessing } from './preprocessing-record.js';
import { feedingOf, type TransferModel } from './transfer-model.js';

/** A head trained on the features of an ONNX file that is run as it is. */
export interface OnnxTransferModel extends Pick<
  TransferModel,
  'head' | 'preprocessing' | 'classes' | 'faces'
> {
  readonly backbone: OnnxBackbone;
}

/**
 * Writes a transfer model as one `.onnx` file: the operators of the backbone's file and those of the
 * head, with class names, preprocessing and how faces are cut out of photos in its metadata. Its input is `(N, H, W, C)`, values as the
 * entry `normalization` says, its output `probabilities`.
 *
 * @throws FileError when it cannot be written; OnnxError (`ONNX_TOO_LARGE`) beyond 2 GiB.
 */
export async function writeOnnxTransferModel(
  path: string,
  model: OnnxTransferModel,
): Promise<void> {
  const { backbone, head, preprocessing, classes } = model;
  const metadata = {
    classes: JSON.stringify(classes),
    ...(head.temperature !== undefined && { temperature: JSON.stringify(head.temperature) }),
    normalization: JSON.stringify(encodeNormalization(feedingOf(model))),
    preprocessing: encodePreprocessing(preprocessing),
  };
  await writeFileWhole(path, joinHead(backbone.model, head, metadata));
}

/**
 * Reads a transfer model of `writeOnnxTransferModel`.
 *
 * @throws FileError when it cannot be read; OnnxError when it is no ONNX file, or damaged.
 * @throws ClassifierError (`CLASSIFIER_MODEL`) when it is another ONNX file; what `completeMeaning` throws.
 */
export async function readOnnxTransferModel(
  path: string,
  said: ModelMeaning = {},
): Promise<OnnxTransferModel> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw FileError.from(path, 'read', cause);
  });
  const joined = await splitHead(bytes, path);
  const { preprocessing: fed } = joined?.metadata ?? {};
  if (joined === undefined || fed === undefined) {
    throw new ClassifierError(
      'CLASSIFIER_MODEL',
      `${path} is an ONNX file, but no transfer model that training has written; train a head on it, or load the model in Keras' format`,
    );
  }
  const { features, featureShape, head, metadata } = joined;
  if (metadata.normalization !== undefined && features.normalization === undefined) {
    throw new ClassifierError(
      'CLASSIFIER_MODEL',
      `the metadata "normalization" of ${path} cannot be understood: ${metadata.normalization.slice(0, 100)}; use a newer version, or train it again`,
    );
  }
  const stated = { classes: classesOf(path, head), preprocessing: parsePreprocessing(path, fed) };
  const meaning = completeMeaning(path, head, stated, said);
  const backbone = new OnnxBackbone(features, featureShape);
  const preprocessing = choosePreprocessing(backbone, meaning.preprocessing);
  const { faces } = features.normalization ?? {};
  return { backbone, head, preprocessing, classes: meaning.classes, ...(faces && { faces }) };
}

function classesOf(path: string, { classes }: Network): readonly string[] {
  if (classes !== undefined) return classes;
  const message = `${path} does not name its classes in its metadata "classes"; train it again`;
  throw new ClassifierError('CLASSIFIER_MODEL', message);
}
