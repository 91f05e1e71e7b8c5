import { required, silentLogger, type Logger } from '@gender/core';
import {
  readKerasModel,
  writeKerasModel,
  type KerasModel,
  type ReadKerasModelOptions,
  type WeightRows,
} from '@gender/keras';
import { exifRules, preprocessingModes, resamplings, type Preprocessing } from '@gender/image';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { chainNetworks, inferShapes, subnetwork, type Layer, type Network } from '@gender/network';
import { missingRanges, quantizationSchema, type Quantization } from '@gender/quantization';
import { formatShape } from '@gender/tensor';
import { z } from 'zod';
import { ClassifierError } from '../classifier-error.js';

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
  /** How the backbone was computed in 8 bits for the features of the head; absent where it was float32. */
  quantization?: Quantization | undefined;
}

/** A transfer model as it was read from a file. */
export interface StoredTransferModel extends TransferModel {
  /** Where weights lie in the file, for engines that map it. */
  stored: KerasModel['stored'];
}

/** The root attribute of a model file that says how to feed it; Keras ignores it. */
const PREPROCESSING_ATTRIBUTE = 'preprocessing';

/** The root attribute that says how the backbone is computed in 8 bits; absent in files in float32. */
const QUANTIZATION_ATTRIBUTE = 'quantization';

const preprocessingSchema = z.object({
  mode: z.enum(preprocessingModes),
  resampling: z.enum(resamplings),
  exif: z.enum(exifRules),
  keepAspect: z.boolean().optional(),
  border: z.tuple([z.number(), z.number()]).optional(),
});

/** What a file of the original means, which does not say how to feed it. */
const ORIGINAL_CLASSES = ['Female', 'Male'];
const ORIGINAL_PREPROCESSING = { mode: 'rescale', exif: 'apply', resampling: 'nearest' } as const;

/** The whole network of a transfer model: pictures to class probabilities. */
export function wholeNetwork({ backbone, head, classes }: TransferModel): Network {
  return { ...chainNetworks(backbone, head), classes };
}

export interface WriteTransferModelOptions {
  /** Where weights come from that are not in the networks' tensors; default: all are. */
  rows?: WeightRows | undefined;
}

/**
 * Writes a transfer model as one Keras HDF5 file: a flat `Sequential` of the backbone's and the
 * head's layers, with class names, preprocessing and, for an 8-bit backbone, its ranges in root
 * attributes. The weights are float32 in any case.
 *
 * @throws FileError when it cannot be written.
 */
export async function writeTransferModel(
  path: string,
  model: TransferModel,
  { rows }: WriteTransferModelOptions = {},
): Promise<void> {
  const { mode, resampling, exif, keepAspect, border } = model.preprocessing;
  const { quantization } = model;
  const metadata = {
    [PREPROCESSING_ATTRIBUTE]: JSON.stringify({ mode, resampling, exif, keepAspect, border }),
    ...(quantization && { [QUANTIZATION_ATTRIBUTE]: JSON.stringify(quantization) }),
  };
  await writeKerasModel(path, wholeNetwork(model), { metadata, rows });
}

/**
 * Reads a transfer model from a Keras HDF5 file: one of ours, the original's, or any image
 * classifier whose head begins with a LayerNormalization or a Flatten.
 *
 * A file that does not say how to feed it is taken as the original's: classes Female and Male,
 * values divided by 255; the logger is told so.
 *
 * @throws FileError, KerasError when the file cannot be read.
 * @throws ClassifierError (`CLASSIFIER_MODEL`) when it is no classifier of pictures.
 */
export async function readTransferModel(
  path: string,
  logger: Logger = silentLogger,
  options: ReadKerasModelOptions = {},
): Promise<StoredTransferModel> {
  const { network, metadata, stored } = await readKerasModel(path, options);
  const { backbone, head } = splitAtHead(path, network);
  const attribute = metadata[PREPROCESSING_ATTRIBUTE];
  const choice =
    attribute === undefined
      ? ORIGINAL_PREPROCESSING
      : parseAttribute(path, PREPROCESSING_ATTRIBUTE, attribute, preprocessingSchema);
  const preprocessing = choosePreprocessing(new NetworkBackbone(backbone), choice);
  const classes = network.classes ?? ORIGINAL_CLASSES;
  if (attribute === undefined || network.classes === undefined) {
    logger.warn(
      `${path} does not say how to feed it: taking classes ${classes.join(', ')} and the preprocessing ${preprocessing.mode}`,
    );
  }
  const outputs = required(inferShapes(head).get(head.output), 'the shape of the outputs');
  if (outputs.length !== 1 || outputs[0] !== classes.length) {
    throw new ClassifierError(
      'CLASSIFIER_MODEL',
      `${path} has outputs of shape ${formatShape(outputs)} for the ${classes.length} classes ${classes.slice(0, 5).join(', ')}`,
    );
  }
  const ranges = metadata[QUANTIZATION_ATTRIBUTE];
  const quantization =
    ranges === undefined
      ? undefined
      : parseAttribute(path, QUANTIZATION_ATTRIBUTE, ranges, quantizationSchema);
  if (quantization !== undefined) checkRanges(path, backbone, quantization);
  return { backbone, head, preprocessing, classes, stored, ...(quantization && { quantization }) };
}

function checkRanges(path: string, backbone: Network, quantization: Quantization): void {
  const [missing] = missingRanges(backbone, quantization);
  if (missing === undefined) return;
  throw new ClassifierError(
    'CLASSIFIER_MODEL',
    `the attribute "${QUANTIZATION_ATTRIBUTE}" of ${path} has no range for "${missing}": its layers were renamed, or it is of another network; train again`,
  );
}

function parseAttribute<T>(path: string, name: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `the attribute "${name}" of ${path} cannot be understood: ${text.slice(0, 100)}`;
    throw new ClassifierError('CLASSIFIER_MODEL', message, { cause });
  }
}

const headLayers: readonly Layer['type'][] = ['flatten', 'dense', 'relu', 'dropout', 'softmax'];

/**
 * The head begins at the last LayerNormalization, where behind it there is only what a head is made
 * of; else at the first Flatten.
 */
function findHead({ layers }: Network): number {
  const normalization = layers.findLastIndex(({ type }) => type === 'layerNormalization');
  const behind = normalization < 0 ? [] : layers.slice(normalization + 1);
  if (behind.length > 0 && behind.every(({ type }) => headLayers.includes(type))) {
    return normalization;
  }
  return layers.findIndex(({ type }) => type === 'flatten');
}

function splitAtHead(path: string, network: Network): Pick<TransferModel, 'backbone' | 'head'> {
  const start = findHead(network);
  const boundary = network.layers[start]?.inputs[0];
  if (boundary === undefined || boundary === network.input.name) {
    throw new ClassifierError(
      'CLASSIFIER_MODEL',
      `${path} is not a transfer model: neither a LayerNormalization nor a Flatten layer begins its head; train one on features of the backbone`,
    );
  }
  const shape = required(inferShapes(network).get(boundary), 'the shape of the features');
  const layers = network.layers.slice(start).map((layer) => ({
    ...layer,
    inputs: layer.inputs.map((input) => (input === boundary ? 'features' : input)),
  }));
  return {
    backbone: subnetwork(network, boundary),
    head: {
      name: 'head',
      input: { name: 'features', shape },
      layers,
      output: network.output,
      classes: network.classes,
    },
  };
}
