import { required, silentLogger, silentProgress, zip } from '@gender/core';
import type { Logger, ProgressReporter } from '@gender/core';
import {
  openTransferModel,
  servingQuantization,
  wholeNetwork,
  type LoadOptions,
  type OpenTransferModel,
} from '@gender/classifier';
import { namePictures } from '@gender/dataset';
import { selectEngine, type LoadedNetwork } from '@gender/engine';
import { NetworkBackbone } from '@gender/features';
import { decodePicture, framePicture, preprocess, type Picture } from '@gender/image';
import { topClasses } from '@gender/metrics';
import { inferShapes, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { EvaluationError } from '../evaluation-error.js';
import { gradCam, type HeatMap } from './grad-cam.js';
import { occlusion } from './occlusion.js';
import { chainBetween, scoreGradient } from './score-gradient.js';

export interface ExplainOptions extends LoadOptions {
  /** Path of a transfer model. */
  model: string;
  /** Paths of pictures, and of folders whose pictures are meant. */
  pictures: readonly string[];
  /** The class to explain; default: the one that each picture is called. */
  label?: string | undefined;
  /** Patches along each side for occlusion, no more than the network's input has pixels; default 8. */
  patches?: number | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
}

/** Where a model looks on a picture; plain data. */
export interface Explanation {
  readonly file: string;
  /** Whose score and probability the maps are of. */
  readonly label: string;
  readonly probability: number;
  /** The picture as the network sees it. */
  readonly picture: Picture;
  /** Absent where the model has no feature map, or a gradient is not led back to it. */
  readonly gradCam?: HeatMap;
  readonly occlusion: HeatMap;
}

/**
 * Explains what a model says of pictures, one after the other. Pictures are taken whole: faces are not
 * cut out of photos.
 *
 * @throws what `openTransferModel` throws; ImageError, FileError for a picture that cannot be decoded.
 * @throws EvaluationError (`EXPLAIN_MODEL`) when there is no class `label`, or more patches than pixels.
 */
export async function* explainPictures(options: ExplainOptions): AsyncGenerator<Explanation> {
  const { label, patches = 8, signal, progress = silentProgress, logger = silentLogger } = options;
  const files = await namePictures(options.pictures, { logger });
  const { classes: named, preprocessing: fed, logits } = options;
  const said = { classes: named, preprocessing: fed, logits, logger };
  const model = await openTransferModel(options.model, said);
  const wanted = label === undefined ? undefined : indexOf(model, label);
  checkPatches(patches, model);
  await using eyes = await openEyes(model, options);
  const task = progress.start({ label: 'explaining', unit: 'images', total: files.length });
  try {
    for (const file of files) {
      signal?.throwIfAborted();
      const { exif } = model.preprocessing;
      const picture = framePicture(await decodePicture(file, { exif }), model.preprocessing);
      const [found] = await eyes.probabilities([picture]);
      const own = required(found, 'the probabilities of a picture');
      const index = wanted ?? required(topClasses(own, own.length)[0], 'the class of a picture');
      const cam = await eyes.gradCam(picture, index);
      const map = await occlusion(picture, patches, async (pictures) =>
        (await eyes.probabilities(pictures)).map((row) => Number(row[index])),
      );
      const name = required(model.classes[index], 'the name of a class');
      const probability = Number(own[index]);
      yield {
        file,
        label: name,
        probability,
        picture,
        ...(cam && { gradCam: cam }),
        occlusion: map,
      };
      task.advance(1);
    }
  } finally {
    task.stop();
  }
}

function indexOf({ classes }: OpenTransferModel, label: string): number {
  const index = classes.indexOf(label);
  if (index >= 0) return index;
  throw new EvaluationError(
    'EXPLAIN_MODEL',
    `there is no class ${label}, the classes are ${classes.join(', ')}`,
  );
}

function checkPatches(patches: number, { preprocessing }: OpenTransferModel): void {
  const most = Math.min(preprocessing.height, preprocessing.width);
  if (Number.isInteger(patches) && patches >= 1 && patches <= most) return;
  throw new EvaluationError(
    'EXPLAIN_MODEL',
    `there are to be ${patches} patches along each side of a picture; expected a whole number from 1 to ${most}, the pixels there`,
  );
}

/** A loaded model, looked into. */
interface Eyes extends AsyncDisposable {
  /** Of each of some framed pictures. */
  readonly probabilities: (pictures: readonly Picture[]) => Promise<Float32Array[]>;
  readonly gradCam: (picture: Picture, index: number) => Promise<HeatMap | undefined>;
}

async function openEyes(model: OpenTransferModel, options: ExplainOptions): Promise<Eyes> {
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
