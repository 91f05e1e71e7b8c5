import {
  MAX_ATTRIBUTE_BYTES,
  type AttributeValue,
  type Hdf5Group,
  type Hdf5GroupWriter,
} from '@gender/hdf5';
import { faceRuleSchema, type FaceRule, type Network, type Normalization } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { KerasError } from './keras-error.js';
import { readNames, writeNames } from './name-list.js';

/** Texts of our own in a model file, by name. */
export type Metadata = Readonly<Record<string, string>>;

const CLASSES = 'classes';
const TEMPERATURE = 'temperature';
const MEAN = 'normalization_mean';
const SCALE = 'normalization_scale';
const CHANNEL_ORDER = 'normalization_channel_order';
const INTERPOLATION = 'normalization_interpolation';
const KEEP_ASPECT = 'normalization_keep_aspect';
const BORDER = 'normalization_border';
const IGNORE_ORIENTATION = 'normalization_ignore_orientation';
const ALIGNMENT = 'normalization_alignment';
const FACES = 'normalization_faces';

/** What Keras and this library keep in root attributes. */
const reserved = new RegExp(
  `^(model_config|training_config|backend|keras_version|(layer_names|weight_names|${CLASSES})\\d*|${TEMPERATURE}|${MEAN}|${SCALE}|${CHANNEL_ORDER}|${INTERPOLATION}|${KEEP_ASPECT}|${BORDER}|${IGNORE_ORIENTATION}|${ALIGNMENT}|${FACES})$`,
);

/**
 * Writes what Keras ignores: class names, temperature, normalisation and texts as root attributes. A mean that
 * is a whole picture is too large for one and becomes a dataset beside Keras' groups.
 *
 * @throws KerasError (`KERAS_NETWORK`) when a text has the name of an attribute of Keras.
 */
export function writeRootAttributes(
  path: string,
  root: Hdf5GroupWriter,
  { classes, temperature, normalization }: Network,
  metadata: Metadata,
): void {
  if (classes) writeNames(root, CLASSES, classes);
  if (temperature !== undefined) root.setAttribute(TEMPERATURE, String(temperature));
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
    faces,
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
  if (faces !== undefined) root.setAttribute(FACES, JSON.stringify(faces));
}

/**
 * Reads what `writeRootAttributes` writes; every other root attribute that is a text is metadata.
 *
 * @throws KerasError (`KERAS_FORMAT`) where one of this library's attributes holds something else.
 */
export function readRootAttributes(
  path: string,
  root: Hdf5Group,
): {
  classes?: readonly string[];
  temperature?: number;
  normalization?: Normalization;
  metadata: Metadata;
} {
  const classes = readNames(root, CLASSES);
  const text = root.attribute(TEMPERATURE);
  const temperature =
    text === undefined ? undefined : parseText(path, TEMPERATURE, text, positiveNumber);
  const normalization = readNormalization(path, root);
  const texts = root.attributeNames().flatMap((name) => {
    const value = reserved.test(name) ? undefined : root.attribute(name);
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    ...(classes && { classes }),
    ...(temperature !== undefined && { temperature }),
    ...(normalization && { normalization }),
    metadata: Object.fromEntries(texts),
  };
}

function readNormalization(path: string, root: Hdf5Group): Normalization | undefined {
  const readFloats = (
    name: string,
    value: AttributeValue | undefined,
  ): Float32Tensor | undefined => (value === undefined ? undefined : toTensor(path, name, value));
  const readText = <T>(name: string, kind: TextKind<T>): T | undefined => {
    const value = root.attribute(name);
    return value === undefined ? undefined : parseText(path, name, value, kind);
  };
  const mean = readFloats(MEAN, root.attribute(MEAN) ?? root.dataset(MEAN)?.read());
  if (!mean) return undefined;
  const scale = readFloats(SCALE, root.attribute(SCALE));
  const channelOrder = readText(CHANNEL_ORDER, order);
  const interpolation = readText(INTERPOLATION, anyText);
  const keepAspect = readText(KEEP_ASPECT, flag);
  const border = readText(BORDER, margins);
  const ignoreOrientation = readText(IGNORE_ORIENTATION, flag);
  const alignment = readText(ALIGNMENT, anyText);
  const faces = readText(FACES, faceRule);
  return {
    mean,
    ...(scale && { scale }),
    ...(channelOrder !== undefined && { channelOrder }),
    ...(interpolation !== undefined && { interpolation }),
    ...(keepAspect !== undefined && { keepAspect }),
    ...(border && { border }),
    ...(ignoreOrientation !== undefined && { ignoreOrientation }),
    ...(alignment !== undefined && { alignment }),
    ...(faces && { faces }),
  };
}

/** What a text may say. */
interface TextKind<T> {
  readonly expected: string;
  /** `undefined` for a text that says nothing of the kind. */
  readonly parse: (text: string) => T | undefined;
}

const anyText: TextKind<string> = { expected: 'a text', parse: (text) => text };

const positiveNumber: TextKind<number> = {
  expected: 'a number above 0',
  parse: (text) => {
    const number = /^[\d.]+(e[+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
    return number > 0 && Number.isFinite(number) ? number : undefined;
  },
};

const flag: TextKind<boolean> = {
  expected: '"true" or "false"',
  parse: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
};

const order: TextKind<'rgb' | 'bgr'> = {
  expected: '"rgb" or "bgr"',
  parse: (text) => (text === 'rgb' || text === 'bgr' ? text : undefined),
};

const margins: TextKind<readonly [number, number]> = {
  expected: 'two numbers of at most six digits',
  parse: (text) => {
    const match = /^(\d{1,6}) (\d{1,6})$/.exec(text);
    return match ? [Number(match[1]), Number(match[2])] : undefined;
  },
};

const faceRule: TextKind<FaceRule> = {
  expected: 'how faces are cut out of photos, as JSON of a known form',
  parse: (text) => {
    try {
      return faceRuleSchema.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  },
};

function parseText<T>(
  path: string,
  name: string,
  value: AttributeValue,
  { expected, parse }: TextKind<T>,
): T {
  const parsed = typeof value === 'string' ? parse(value) : undefined;
  if (parsed !== undefined) return parsed;
  const found = typeof value === 'string' ? `"${value}"` : 'no text';
  throw damaged(path, name, found, expected);
}

function toTensor(path: string, name: string, value: AttributeValue): Float32Tensor {
  if (typeof value !== 'object' || value === null || !('dtype' in value)) {
    throw damaged(path, name, 'no array', 'an array of numbers');
  }
  const { dtype, shape, data } = value;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    throw damaged(path, name, dtype, 'numbers of at most 32 bits or floats');
  }
  return tensor('float32', shape, Float32Array.from(data));
}

function damaged(path: string, name: string, found: string, expected: string): KerasError {
  return new KerasError(
    'KERAS_FORMAT',
    `${path} has ${found} in the attribute ${name}, expected ${expected}; write the file again`,
  );
}
