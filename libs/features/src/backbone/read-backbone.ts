import { GenderError, silentLogger } from '@gender/core';
import { selectEngine, type EngineChoice } from '@gender/engine';
import { readFeatureModel, readNetwork, type ReadNetworkOptions } from '@gender/formats';
import { OnnxError } from '@gender/onnx';
import { NetworkBackbone } from './network-backbone.js';
import { OnnxBackbone } from './onnx-backbone.js';

/** What of a network makes features. */
export interface BackboneChoice {
  /**
   * The layer whose output is the features; default: the last one, of a MatConvNet file and of
   * `face-api` the last before the fully connected layers. Of a file of Keras or TensorFlow.js with several
   * outputs the name of one of them; of an ONNX file that is run as it is the name of a tensor, default: its only output.
   */
  features?: string | undefined;
}

export interface ReadBackboneOptions
  extends
    BackboneChoice,
    Pick<EngineChoice, 'engine' | 'device'>,
    Pick<ReadNetworkOptions, 'normalization' | 'signal' | 'logger' | 'progress'> {}

/**
 * Reads a backbone from a file of any format that is read here: what it computes, and so its
 * fingerprint and the rows of its features, do not depend on the format. `face-api` stands for the
 * network of that npm package.
 *
 * An ONNX file with operators that no layer expresses is run as it is; its fingerprint is that of its
 * bytes, and the logger hears which operators these are.
 *
 * @throws FormatError when the name of the file tells no format that is read.
 * @throws FeaturesError (`FEATURES_BACKBONE`) when the network does not end in features.
 * @throws NetworkError (`NETWORK_GRAPH`) when `features` names no layer; what the reader of the format throws;
 *   EngineError when a file cannot be run as it is.
 */
export async function readBackbone(
  path: string,
  options: ReadBackboneOptions = {},
): Promise<NetworkBackbone | OnnxBackbone> {
  const { features, normalization, signal, logger = silentLogger, progress } = options;
  const common = { normalization, signal, logger, progress };
  const read = async (
    choice: Pick<ReadNetworkOptions, 'until' | 'outputLayer'>,
  ): Promise<NetworkBackbone> =>
    new NetworkBackbone(await readNetwork(path, { includeTop: false, ...choice, ...common }));
  try {
    return await read({ until: features });
  } catch (error) {
    if (features !== undefined && hasSeveralOutputs(error)) {
      return await read({ outputLayer: features });
    }
    const isForeign = error instanceof OnnxError && error.code === 'ONNX_OPERATOR';
    const isChosen = error instanceof OnnxError && error.code === 'ONNX_OUTPUT' && features;
    if (!isForeign && !isChosen) throw error;
    logger.info(`${error.message.split(';')[0]}; the file is run as it is`);
    const engine = await selectEngine({ name: options.engine, device: options.device, logger });
    const choice = { outputLayer: features, normalization, signal };
    return OnnxBackbone.open(await readFeatureModel(path, choice), engine);
  }
}

/** Whether a file of layers was not read because it has several outputs, of which none was named. */
function hasSeveralOutputs(error: unknown): boolean {
  return (
    error instanceof GenderError && (error.code === 'KERAS_OUTPUT' || error.code === 'TFJS_OUTPUT')
  );
}
