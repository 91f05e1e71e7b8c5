import { existsSync } from 'node:fs';
import { describeForeignBytes, FOREIGN_BYTES } from '@gender/core';
import { readStartSync } from '@gender/core/node';
import { readKerasModel, writeKerasModel } from '@gender/keras';
import { writeTfjsModel } from '@gender/keras/tfjs/node';
import { foldBatchNormalization, subnetwork, type Network } from '@gender/network';
import { readSafetensorsModel, writeSafetensorsModel } from '@gender/safetensors/node';
import { FormatError } from './format-error.js';
import { describeKeras } from './describe/describe-keras.js';
import { matconvnet } from './formats/matconvnet.js';
import { onnx } from './formats/onnx.js';
import type { NetworkFormat, ReadNetworkOptions } from './network-format.js';

const everything = ['weights', 'classes', 'normalization'] as const;

const keras: Pick<NetworkFormat, 'holds' | 'read' | 'write'> = {
  holds: everything,
  read: readWhole((path, { outputLayer: output, inputShape }) =>
    readKerasModel(path, { output, inputShape }),
  ),
  write: writeKerasModel,
};

/** Every format of networks; a new one is a row here. */
export const networkFormats: readonly NetworkFormat[] = [
  matconvnet,
  {
    name: 'Keras HDF5',
    endings: ['.h5', '.hdf5'],
    ...keras,
    describe: describeKeras('Keras HDF5'),
  },
  { name: 'Keras 3', endings: ['.keras'], ...keras, describe: describeKeras('Keras 3') },
  {
    name: 'safetensors',
    endings: ['.safetensors'],
    holds: everything,
    read: readWhole((path) => readSafetensorsModel(path)),
    write: writeSafetensorsModel,
  },
  onnx,
  { name: 'TensorFlow.js', endings: ['/'], holds: everything, write: writeTfjsModel },
];

/**
 * The format of a file, by the end of its name.
 *
 * @throws FormatError (`FORMAT_UNKNOWN`) when no format ends so.
 */
export function findFormat(path: string): NetworkFormat {
  const name = path.toLowerCase();
  const format = networkFormats.find(({ endings }) =>
    endings.some((ending) => name.endsWith(ending)),
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
  try {
    return findFormat(path);
  } catch (cause) {
    const foreign =
      existsSync(path) && describeForeignBytes(readStartSync(path, new Uint8Array(FOREIGN_BYTES)));
    if (!(cause instanceof FormatError) || !foreign) throw cause;
    const message = `${path} is ${foreign.name}; ${foreign.advice}; expected one of ${listEndings()}`;
    throw new FormatError('FORMAT_UNKNOWN', message, { cause });
  }
}

/**
 * How the names of networks end, for help texts and messages.
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
    .flatMap(({ endings, name }) =>
      endings.map((ending) => (ending === '/' ? `/ (a folder, ${name})` : ending)),
    )
    .join(', ');
}

/** The reader of files that are read whole, of which the options keep a part. */
function readWhole(
  readModel: (path: string, options: ReadNetworkOptions) => Promise<{ network: Network }>,
): NonNullable<NetworkFormat['read']> {
  return async (path: string, options: ReadNetworkOptions) => {
    const { until, foldBatchNormalization: fold } = options;
    const { network } = await readModel(path, options);
    const kept = until === undefined ? network : subnetwork(network, until);
    return fold ? foldBatchNormalization(kept) : kept;
  };
}
