import type { FeatureModel } from '@gender/onnx';
import { validateNetwork, type Network, type Normalization } from '@gender/network';
import { findFormat, findFormatOfFile, isNetworkName, listEndings } from './network-formats.js';
import { FormatError } from './format-error.js';
import { cutModel } from './formats/onnx.js';
import type { ReadNetworkOptions } from './network-format.js';
import { feedAlike, PREPROCESSOR_CONFIG, readPreprocessorConfig } from './preprocessor-config.js';

/**
 * Reads a network, with its class names and normalisation, from a file of any format that is read
 * here; the end of its name tells which. `face-api` stands for the network of that npm package.
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
    const normalization = await feedingOf(path, network, options.normalization);
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
  const normalization = await feedingOf(path, model, options.normalization);
  return { ...model, ...(normalization && { normalization }) };
}

/**
 * How pictures are fed to a network, as its file, a configuration beside it or the caller says.
 *
 * @throws FormatError (`FORMAT_NORMALIZATION`) when two of them say it, unless the files agree.
 */
async function feedingOf(
  path: string,
  { normalization: own, input }: Pick<Network, 'normalization' | 'input'>,
  said: Normalization | undefined,
): Promise<Normalization | undefined> {
  const beside = isNetworkName(path) ? undefined : await readPreprocessorConfig(path, input.shape);
  if (own !== undefined && beside !== undefined && !feedAlike(own, beside)) {
    throw new FormatError(
      'FORMAT_NORMALIZATION',
      `${path} and the ${PREPROCESSOR_CONFIG} beside it say differently how pictures are fed; move the one that is wrong`,
    );
  }
  const known = own ?? beside;
  if (said === undefined) return known;
  if (known === undefined) return said;
  const who =
    own === undefined ? `the ${PREPROCESSOR_CONFIG} beside ${path} says` : `${path} says itself`;
  throw new FormatError(
    'FORMAT_NORMALIZATION',
    `${who} how pictures are fed to it; leave out the mean, the standard deviation and the order of the channels`,
  );
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
