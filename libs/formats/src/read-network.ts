import type { FeatureModel } from '@gender/onnx';
import { validateNetwork, type Network } from '@gender/network';
import { findFormat, findFormatOfFile, listEndings } from './network-formats.js';
import { FormatError } from './format-error.js';
import { cutModel } from './formats/onnx.js';
import type { ReadNetworkOptions } from './network-format.js';
import { findFeeding } from './find-feeding.js';

/**
 * Reads a network, with its class names and normalisation, from a file of any format that is read
 * here; the end of its name tells which. `face-api` stands for the recognition network of that
 * npm package, `face-api-detector` and `face-api-landmarks` for those that find faces.
 *
 * @throws FormatError when its name tells no format (`FORMAT_UNKNOWN`) or one that is only written
 *   (`FORMAT_READ`), or when `normalization` is given and the file, or a `preprocessor_config.json` beside it,
 *   says itself how pictures are fed, or these two say it differently (`FORMAT_NORMALIZATION`).
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
  if (read) {
    const network = await read(path, options);
    const { normalization } = await findFeeding(path, network, options.normalization);
    return normalization === network.normalization
      ? network
      : validateNetwork({ ...network, normalization });
  }
  throw new FormatError(
    'FORMAT_READ',
    `${path}: networks in the format ${name} are written, not read; expected one of ${listEndings('read')}`,
  );
}

/**
 * Reads an ONNX file to be run as it is, up to a tensor, as `cutOnnx` does.
 *
 * @throws FileError when it cannot be read; OnnxError as `cutOnnx` does; FormatError
 *   (`FORMAT_NORMALIZATION`) when `normalization` is given and the file says itself how pictures are fed.
 */
export async function readFeatureModel(
  path: string,
  options: Pick<ReadNetworkOptions, 'outputLayer' | 'normalization' | 'signal'> = {},
): Promise<FeatureModel> {
  const model = await cutModel(path, options);
  const { normalization } = await findFeeding(path, model, options.normalization);
  return { ...model, ...(normalization && { normalization }) };
}

/**
 * The files that a network is read from: those that a name or a folder stands for, otherwise the path itself.
 *
 * @throws FormatError when it tells no format; FaceApiError when the package of a name is not installed;
 *   TfjsError, FileError when a model of TensorFlow.js cannot be opened.
 */
export async function networkFiles(path: string): Promise<readonly string[]> {
  const { files } = findFormat(path);
  return files ? await files(path) : [path];
}
