import { required, silentLogger, type Logger } from '@gender/core';
import {
  readKerasModel,
  writeKerasModel,
  type KerasModel,
  type ReadKerasModelOptions,
  type WeightRows,
} from '@gender/keras';
import type { Preprocessing } from '@gender/image';
import { choosePreprocessing, NetworkBackbone, normalizationOf } from '@gender/features';
import {
  chainNetworks,
  inferShapes,
  type FaceRule,
  type Network,
  type Normalization,
} from '@gender/network';
import { missingRanges, quantizationSchema, type Quantization } from '@gender/quantization';
import { formatShape } from '@gender/tensor';
import { ClassifierError } from '../classifier-error.js';
import { completeMeaning, type ModelMeaning } from './model-meaning.js';
import { withProbabilities } from './output-probabilities.js';
import {
  encodePreprocessing,
  parseAttribute,
  parsePreprocessing,
  PREPROCESSING_ATTRIBUTE,
} from './preprocessing-record.js';
import { splitAtHead } from './split-at-head.js';

/** A backbone and the head trained on its features, with everything needed to use them. */
export interface TransferModel {
  /** Pictures to features, a map or a vector. */
  backbone: Network;
  /** Features to class probabilities. */
  head: Network;
  /** How pictures are fed to the backbone. */
  preprocessing: Preprocessing;
  /** What the probabilities stand for, in order. */
  classes: readonly string[];
  /** How the faces that the head was trained on were cut out of photos; absent where pictures were taken whole. */
  faces?: FaceRule | undefined;
  /** How the backbone was computed in 8 bits for the features of the head; absent where it was float32. */
  quantization?: Quantization | undefined;
}

/** A transfer model as it was read from a file. */
export interface StoredTransferModel extends TransferModel {
  /** Where weights lie in the file, for engines that map it. */
  stored: KerasModel['stored'];
  /** What was taken for granted because the file does not say it, in sentences. */
  notes: readonly string[];
}

/** The root attribute that says how the backbone is computed in 8 bits; absent in files in float32. */
const QUANTIZATION_ATTRIBUTE = 'quantization';

/** How the original compiles the model, so that its own `evaluate` and Keras' work on the file. */
const PUBLISHED_TRAINING = {
  learningRate: 1e-4,
  loss: 'categorical_crossentropy',
  metrics: ['accuracy'],
};

/**
 * The whole network of a transfer model: pictures to class probabilities. It says how it is fed
 * itself, which need not be how its backbone was, so that files of any format do.
 */
export function wholeNetwork(model: TransferModel): Network {
  const { backbone, head, classes } = model;
  return { ...chainNetworks(backbone, head), classes, normalization: feedingOf(model) };
}

/** How photos are fed to the whole network of a model, as files of any format say it. */
export function feedingOf({
  preprocessing,
  faces,
}: Pick<TransferModel, 'preprocessing' | 'faces'>): Normalization {
  return { ...normalizationOf(preprocessing), ...(faces && { faces }) };
}

export interface WriteTransferModelOptions {
  /** Where weights come from that are not in the networks' tensors; default: all are. */
  rows?: WeightRows | undefined;
}

/**
 * Writes a transfer model as one Keras HDF5 file: a flat `Sequential` of the backbone's and the
 * head's layers, with class names, preprocessing, how faces are cut out of photos and, for an 8-bit
 * backbone, its ranges in root attributes, compiled as published. The weights are float32 in any case.
 *
 * @throws FileError when it cannot be written.
 */
export async function writeTransferModel(
  path: string,
  model: TransferModel,
  { rows }: WriteTransferModelOptions = {},
): Promise<void> {
  const { quantization } = model;
  const metadata = {
    [PREPROCESSING_ATTRIBUTE]: encodePreprocessing(model.preprocessing),
    ...(quantization && { [QUANTIZATION_ATTRIBUTE]: JSON.stringify(quantization) }),
  };
  await writeKerasModel(path, wholeNetwork(model), {
    metadata,
    rows,
    training: PUBLISHED_TRAINING,
  });
}

/** How {@link readTransferModel} reads. */
export interface ReadTransferModelOptions extends ReadKerasModelOptions, ModelMeaning {
  /** Is told what was taken for granted. */
  logger?: Logger | undefined;
}

/**
 * Reads a transfer model from a Keras file: one of ours, the original's, or any classifier of
 * pictures whose head can be told from what makes its features.
 *
 * A file that has the layers of the original's and does not say how to feed it means classes Female
 * and Male and values divided by 255; a note says so. Of any other, `options` say what it does not.
 *
 * @throws FileError, KerasError when the file cannot be read.
 * @throws ClassifierError (`CLASSIFIER_MODEL`) when it is no classifier of pictures; what
 *   `completeMeaning` throws.
 */
export async function readTransferModel(
  path: string,
  options: ReadTransferModelOptions = {},
): Promise<StoredTransferModel> {
  const { logger = silentLogger } = options;
  const { network, metadata, stored } = await readKerasModel(path, options);
  const { backbone, head } = splitAtHead(path, network);
  const attribute = metadata[PREPROCESSING_ATTRIBUTE];
  const stated = {
    classes: network.classes,
    preprocessing: attribute === undefined ? undefined : parsePreprocessing(path, attribute),
  };
  const meaning = completeMeaning(path, network, stated, options);
  const { classes, notes } = meaning;
  for (const note of notes) logger.warn(note);
  const probabilities = withProbabilities({ ...head, classes }, meaning.outputs);
  checkOutputs(path, probabilities, classes);
  const preprocessing = choosePreprocessing(new NetworkBackbone(backbone), meaning.preprocessing);
  const ranges = metadata[QUANTIZATION_ATTRIBUTE];
  const quantization =
    ranges === undefined
      ? undefined
      : parseAttribute(path, QUANTIZATION_ATTRIBUTE, ranges, quantizationSchema);
  if (quantization !== undefined) checkRanges(path, backbone, quantization);
  const { faces } = network.normalization ?? {};
  return {
    ...{ backbone, head: probabilities, preprocessing, classes, notes, stored },
    ...(faces && { faces }),
    ...(quantization && { quantization }),
  };
}

function checkOutputs(path: string, head: Network, classes: readonly string[]): void {
  const outputs = required(inferShapes(head).get(head.output), 'the shape of the outputs');
  if (outputs[0] === classes.length) return;
  throw new ClassifierError(
    'CLASSIFIER_MODEL',
    `${path} has outputs of shape ${formatShape(outputs)} for the ${classes.length} classes ${classes.slice(0, 5).join(', ')}`,
  );
}

function checkRanges(path: string, backbone: Network, quantization: Quantization): void {
  const [missing] = missingRanges(backbone, quantization);
  if (missing === undefined) return;
  throw new ClassifierError(
    'CLASSIFIER_MODEL',
    `the attribute "${QUANTIZATION_ATTRIBUTE}" of ${path} has no range for "${missing}": its layers were renamed, or it is of another network; train again`,
  );
}
