import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeForeignBytes, FOREIGN_BYTES, refusal } from '@gender/core';
import { readStartSync } from '@gender/core/node';
import { readSafetensorsModel, writeSafetensorsModel } from '@gender/safetensors/node';
import { FormatError } from './format-error.js';
import { faceApi } from './formats/face-api.js';
import { kerasArchive, kerasHdf5 } from './formats/keras.js';
import { matconvnet } from './formats/matconvnet.js';
import { onnx } from './formats/onnx.js';
import { readWhole } from './formats/read-whole.js';
import { tfjsFolder, tfjsIndex } from './formats/tfjs.js';
import type { NetworkFormat } from './network-format.js';

/** Every format of networks; a new one is a row here. */
export const networkFormats: readonly NetworkFormat[] = [
  matconvnet,
  kerasHdf5,
  kerasArchive,
  {
    name: 'safetensors',
    endings: ['.safetensors'],
    holds: ['weights', 'classes', 'temperature', 'normalization'],
    read: readWhole((path) => readSafetensorsModel(path)),
    write: writeSafetensorsModel,
  },
  onnx,
  tfjsFolder,
  tfjsIndex,
  faceApi,
];

/** The names that stand for networks which are found where they are installed, and are no paths. */
export const networkNames: readonly string[] = networkFormats.flatMap(({ named = [] }) => named);

/** Whether a text is one of the `networkNames`. */
export function isNetworkName(text: string): boolean {
  return networkNames.includes(text);
}

/**
 * The format of a file, by the end of its name, or of a network that a name stands for.
 *
 * @throws FormatError (`FORMAT_UNKNOWN`) when no format ends so.
 */
export function findFormat(path: string): NetworkFormat {
  const name = path.toLowerCase();
  const format = networkFormats.find(
    ({ endings, named = [] }) =>
      named.includes(path) || endings.some((ending) => name.endsWith(ending)),
  );
  if (format !== undefined) return format;
  throw new FormatError(
    'FORMAT_UNKNOWN',
    `the name of ${path} tells no format; expected one of ${listEndings()}`,
  );
}

/**
 * The format of a file that is there, by the end of its name.
 *
 * @throws FormatError (`FORMAT_UNKNOWN`) when no format ends so; it says what the file is, where
 *   that is a model of another framework, an error page and the like.
 */
export function findFormatOfFile(path: string): NetworkFormat {
  refuseSavedModel(path);
  try {
    return findFormat(path);
  } catch (cause) {
    const foreign = existsSync(path) && describeForeignBytes(startOf(path));
    if (!(cause instanceof FormatError) || !foreign) throw cause;
    const message = `${cause.message}; it is ${foreign.name}; ${foreign.advice}`;
    throw new FormatError('FORMAT_UNKNOWN', message, { cause });
  }
}

/** TensorFlow saves a model as a folder around this file; the folder may have any name. */
const SAVED_MODEL = 'saved_model.pb';

function refuseSavedModel(path: string): void {
  const model = join(path, SAVED_MODEL);
  if (!existsSync(model)) return;
  const what = refusal('a network that is read here', startOf(model), `it holds a ${SAVED_MODEL}`);
  throw new FormatError('FORMAT_UNKNOWN', `${path} ${what}`);
}

function startOf(path: string): Uint8Array {
  return readStartSync(path, new Uint8Array(FOREIGN_BYTES));
}

/**
 * How the names of networks end, and the names that stand for one, for help texts and messages.
 *
 * @param use - what is to be done with them; default: anything
 * @example
 * ```ts
 * listEndings('write'); // '.h5, .hdf5, .keras, .safetensors, .onnx, / (a folder, TensorFlow.js)'
 * ```
 */
export function listEndings(use?: 'read' | 'write' | 'describe'): string {
  const serves = (format: NetworkFormat): boolean =>
    use === undefined ||
    (use === 'describe' ? (format.describe ?? format.read) : format[use]) !== undefined;
  return networkFormats
    .filter(serves)
    .flatMap(({ endings, name, named = [] }) => [
      ...endings.map((ending) => (ending === '/' ? `/ (a folder, ${name})` : ending)),
      ...(named.length > 0 ? [`${named.join(', ')} (${name})`] : []),
    ])
    .join(', ');
}
