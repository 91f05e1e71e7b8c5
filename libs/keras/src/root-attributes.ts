import {
  MAX_ATTRIBUTE_BYTES,
  type AttributeValue,
  type Hdf5Group,
  type Hdf5GroupWriter,
} from '@gender/hdf5';
import type { Network, Normalization } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { KerasError } from './keras-error.js';
import { readNames, writeNames } from './name-list.js';

/** Texts of our own in a model file, by name. */
export type Metadata = Readonly<Record<string, string>>;

const CLASSES = 'classes';
const MEAN = 'normalization_mean';
const SCALE = 'normalization_scale';
const CHANNEL_ORDER = 'normalization_channel_order';
const INTERPOLATION = 'normalization_interpolation';
const KEEP_ASPECT = 'normalization_keep_aspect';
const BORDER = 'normalization_border';
const IGNORE_ORIENTATION = 'normalization_ignore_orientation';
const ALIGNMENT = 'normalization_alignment';

/** What Keras and this library keep in root attributes. */
const reserved = new RegExp(
  `^(model_config|training_config|backend|keras_version|(layer_names|weight_names|${CLASSES})\\d*|${MEAN}|${SCALE}|${CHANNEL_ORDER}|${INTERPOLATION}|${KEEP_ASPECT}|${BORDER}|${IGNORE_ORIENTATION}|${ALIGNMENT})$`,
);

/**
 * Writes what Keras ignores: class names, normalisation and texts as root attributes. A mean that
 * is a whole picture is too large for one and becomes a dataset beside Keras' groups.
 *
 * @throws KerasError (`KERAS_NETWORK`) when a text has the name of an attribute of Keras.
 */
export function writeRootAttributes(
  path: string,
  root: Hdf5GroupWriter,
  { classes, normalization }: Network,
  metadata: Metadata,
): void {
  if (classes) writeNames(root, CLASSES, classes);
  if (normalization) writeNormalization(root, normalization);
  for (const [name, text] of Object.entries(metadata)) {
    if (reserved.test(name)) {
      throw new KerasError(
        'KERAS_NETWORK',
        `${path}: metadata cannot be named '${name}', which Keras or this library uses`,
      );
    }
    root.setAttribute(name, text);
  }
}

function writeNormalization(
  root: Hdf5GroupWriter,
  {
    mean,
    scale,
    channelOrder,
    interpolation,
    keepAspect,
    border,
    ignoreOrientation,
    alignment,
  }: Normalization,
): void {
  if (mean.data.byteLength <= MAX_ATTRIBUTE_BYTES) root.setAttribute(MEAN, mean);
  else root.dataset(MEAN, mean);
  if (scale !== undefined) root.setAttribute(SCALE, scale);
  if (channelOrder !== undefined) root.setAttribute(CHANNEL_ORDER, channelOrder);
  if (interpolation !== undefined) root.setAttribute(INTERPOLATION, interpolation);
  if (keepAspect !== undefined) root.setAttribute(KEEP_ASPECT, String(keepAspect));
  if (border !== undefined) root.setAttribute(BORDER, border.join(' '));
  if (ignoreOrientation !== undefined) {
    root.setAttribute(IGNORE_ORIENTATION, String(ignoreOrientation));
  }
  if (alignment !== undefined) root.setAttribute(ALIGNMENT, alignment);
}

/** Reads what `writeRootAttributes` writes; every other root attribute that is a text is metadata. */
export function readRootAttributes(root: Hdf5Group): {
  classes?: readonly string[];
  normalization?: Normalization;
  metadata: Metadata;
} {
  const classes = readNames(root, CLASSES);
  const normalization = readNormalization(root);
  const texts = root.attributeNames().flatMap((name) => {
    const value = reserved.test(name) ? undefined : root.attribute(name);
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    ...(classes && { classes }),
    ...(normalization && { normalization }),
    metadata: Object.fromEntries(texts),
  };
}

function readNormalization(root: Hdf5Group): Normalization | undefined {
  const mean = toTensor(root.attribute(MEAN) ?? root.dataset(MEAN)?.read());
  if (!mean) return undefined;
  const scale = toTensor(root.attribute(SCALE));
  const channelOrder = root.attribute(CHANNEL_ORDER);
  const interpolation = root.attribute(INTERPOLATION);
  const keepAspect = root.attribute(KEEP_ASPECT);
  const border = readBorder(root);
  const ignoreOrientation = root.attribute(IGNORE_ORIENTATION);
  const alignment = root.attribute(ALIGNMENT);
  return {
    mean,
    ...(scale && { scale }),
    ...((channelOrder === 'rgb' || channelOrder === 'bgr') && { channelOrder }),
    ...(typeof interpolation === 'string' && { interpolation }),
    ...(typeof keepAspect === 'string' && { keepAspect: keepAspect === 'true' }),
    ...(border && { border }),
    ...(typeof ignoreOrientation === 'string' && {
      ignoreOrientation: ignoreOrientation === 'true',
    }),
    ...(typeof alignment === 'string' && { alignment }),
  };
}

function readBorder(root: Hdf5Group): Normalization['border'] {
  const text = root.attribute(BORDER);
  const match = typeof text === 'string' ? /^(\d{1,6}) (\d{1,6})$/.exec(text) : null;
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

function toTensor(value: AttributeValue | undefined): Float32Tensor | undefined {
  if (typeof value !== 'object' || value === null || !('dtype' in value)) return undefined;
  return tensor('float32', value.shape, Float32Array.from(value.data as ArrayLike<number>));
}
