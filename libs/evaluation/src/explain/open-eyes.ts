import { required, silentLogger, zip, type Logger } from '@gender/core';
import {
  servingQuantization,
  wholeNetwork,
  type LoadOptions,
  type OpenTransferModel,
} from '@gender/classifier';
import { selectEngine, type LoadedNetwork } from '@gender/engine';
import { NetworkBackbone } from '@gender/features';
import { preprocess, type Picture } from '@gender/image';
import { inferShapes, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { EvaluationError } from '../evaluation-error.js';
import { gradCam, type HeatMap } from './grad-cam.js';
import { chainBetween, scoreGradient } from './score-gradient.js';

/** A loaded model, looked into. */
export interface Eyes extends AsyncDisposable {
  /** Of each of some framed pictures. */
  readonly probabilities: (pictures: readonly Picture[]) => Promise<Float32Array[]>;
  readonly gradCam: (picture: Picture, index: number) => Promise<HeatMap | undefined>;
}

/**
 * Loads a model, and beside it its feature map where a gradient reaches it.
 *
 * @param options.model - the path of the model's file
 */
export async function openEyes(
  model: OpenTransferModel,
  options: LoadOptions & { readonly model: string },
): Promise<Eyes> {
  const { engine: name, device, threads, logger = silentLogger } = options;
  const engine = await selectEngine({ name, device, logger: options.logger });
  const quantization = await servingQuantization(options.model, model.quantization, options);
  const feed = (pictures: readonly Picture[]): Float32Tensor => feedFramed(pictures, model);
  const look = lookInto(options.model, model, logger);
  const loaded: LoadedNetwork[] = [await model.load(engine, { threads, quantization })];
  const whole = required(loaded[0], 'the loaded model');
  const inner =
    look &&
    (await engine.loadNetwork(look.network, { threads, quantization, outputs: look.names }));
  if (inner) loaded.push(inner);
  return {
    probabilities: async (pictures) => {
      const [output] = await whole.run(feed(pictures));
      const { data } = required(output, 'the probabilities of the network');
      const classes = model.classes.length;
      return pictures.map((_, row) => data.slice(row * classes, (row + 1) * classes));
    },
    gradCam: async (picture, index) => {
      if (!look || !inner) return undefined;
      const outputs = await inner.run(feed([picture]));
      const activations = new Map(
        zip(
          look.names,
          outputs.map(({ data }) => data),
        ),
      );
      const map = required(activations.get(look.map), 'the feature map');
      return gradCam(map, scoreGradient(look.network, look.map, index, activations), look.shape);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(loaded.map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

/** Pictures of the size of the input: they are neither resized nor cut again. */
function feedFramed(
  pictures: readonly Picture[],
  { preprocessing }: OpenTransferModel,
): Float32Tensor {
  const { height, width, channels = 3 } = preprocessing;
  const framed = { ...preprocessing, keepAspect: undefined, border: undefined };
  const size = height * width * channels;
  const data = new Float32Array(pictures.length * size);
  pictures.forEach((picture, row) => {
    preprocess(picture, framed, data.subarray(row * size, (row + 1) * size));
  });
  return tensor('float32', [pictures.length, height, width, channels], data);
}

interface FeatureMap {
  readonly network: Network;
  /** The layer whose activation it is. */
  readonly map: string;
  readonly shape: readonly [rows: number, columns: number, channels: number];
  /** The layer and those from it to the output. */
  readonly names: readonly string[];
}

/** The feature map of which Grad-CAM is; `undefined`, with a warning, where there is none that a gradient reaches. */
function lookInto(path: string, model: OpenTransferModel, logger: Logger): FeatureMap | undefined {
  try {
    const look = mapOf(model);
    if (look !== undefined) return look;
    logger.warn(`${path} has no feature map; occlusion alone explains it`);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    logger.warn(`${path}: ${error.message}`);
  }
  return undefined;
}

/**
 * The backbone's feature map, or that of which its vector is the mean.
 *
 * @throws EvaluationError (`EXPLAIN_MODEL`) when no gradient is led to it.
 */
function mapOf(model: OpenTransferModel): FeatureMap | undefined {
  const { backbone, head, classes, preprocessing } = model;
  if (!(backbone instanceof NetworkBackbone)) return undefined;
  const network = wholeNetwork({ backbone: backbone.network, head, classes, preprocessing });
  const { output, layers } = backbone.network;
  const last = layers.find(({ name }) => name === output);
  const map = last?.type === 'globalAveragePool' ? last.inputs[0] : output;
  const shape = map === undefined ? undefined : inferShapes(network).get(map);
  const [rows, columns, channels] = shape ?? [];
  if (!map || !rows || !columns || !channels) return undefined;
  const names = [map, ...chainBetween(network, map).map(({ name }) => name)];
  return { network, map, shape: [rows, columns, channels], names };
}
