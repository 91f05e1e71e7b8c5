import type { Network } from '@gender/network';
import { findFormat, findFormatOfFile, listEndings } from './network-formats.js';
import { FormatError } from './format-error.js';
import type { ReadNetworkOptions } from './network-format.js';

/**
 * Reads a network, with its class names and normalisation, from a file of any format that is read
 * here; the end of its name tells which. `face-api` stands for the network of that npm package.
 *
 * @throws FormatError when its name tells no format (`FORMAT_UNKNOWN`) or one that is only written
 *   (`FORMAT_READ`).
 * @throws FileError, MatError, MatConvNetError, KerasError, Hdf5Error, SafetensorsError, FaceApiError,
 *   TfjsError as the reader of the format does; NetworkError when `until` names no layer.
 * @example
 * ```ts
 * const backbone = await readNetwork('models/vgg_face.mat', { until: 'pool5' });
 * ```
 */
export async function readNetwork(
  path: string,
  options: ReadNetworkOptions = {},
): Promise<Network> {
  const { name, read } = findFormatOfFile(path);
  if (read) return await read(path, options);
  throw new FormatError(
    'FORMAT_READ',
    `${path}: networks in the format ${name} are written, not read; expected one of ${listEndings('read')}`,
  );
}

/**
 * The files that a network is read from: those that a name stands for, otherwise the path itself.
 *
 * @throws FormatError when it tells no format; FaceApiError when the package of a name is not installed.
 */
export async function networkFiles(path: string): Promise<readonly string[]> {
  const { files } = findFormat(path);
  return files ? await files() : [path];
}
