import {
  required,
  silentLogger,
  silentProgress,
  zip,
  type Logger,
  type ProgressReporter,
} from '@gender/core';
import { selectEngine, type EngineChoice } from '@gender/engine';
import { batchSizeFor, choosePreprocessing, settledPictureBatches } from '@gender/features';
import { readNetwork } from '@gender/formats';
import type { Network } from '@gender/network';
import { readKerasModel } from '@gender/keras';
import { ClassifierError } from '../classifier-error.js';
import { PREPROCESSING_ATTRIBUTE } from '../model/preprocessing-record.js';
import { pictureError, type PictureError } from '../predict/picture-error.js';
import { rankClasses, type RankedClass } from './rank-classes.js';

export interface RecognisePicturesOptions extends EngineChoice {
  /** Path of a network with class names, of any format that `@gender/formats` reads. */
  model: string;
  /** Paths of pictures. */
  images: readonly string[];
  /** How many classes to name for each picture, the most probable first. Default: 5. */
  top?: number | undefined;
  /**
   * Is told of each picture that cannot be read or decoded, and that is left out; default: the first
   * ends the work.
   */
  onBadPicture?: ((error: PictureError) => void) | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
}

/** What a network takes a picture for. */
export interface Recognition {
  /** The path of the picture. */
  readonly file: string;
  /** The most probable classes, the first before the others. */
  readonly top: readonly RankedClass[];
}

/**
 * Says whom, or what, a complete network sees on pictures. They are resized, cut and normalised as
 * the network says.
 *
 * A transfer model, which says itself how pictures are fed to it, is refused: `GenderClassifier`
 * serves it.
 *
 * @returns one for each picture, in their order
 * @throws ClassifierError (`RECOGNISER_CLASSES`) when the network has no class names, or others than
 *   values; FeaturesError (`FEATURES_BACKBONE`) when it takes no pictures.
 * @throws ClassifierError (`RECOGNISER_MODEL`) for a transfer model.
 * @throws PictureError for a picture that cannot be read or decoded; what `readNetwork` throws.
 * @example
 * ```ts
 * const [face] = await recognisePictures({ model: 'VGG_Face.h5', images: ['face.jpg'] });
 * console.log(face?.top[0]); // { name: 'Aamir_Khan', probability: 0.93 }
 * ```
 */
export async function recognisePictures(options: RecognisePicturesOptions): Promise<Recognition[]> {
  const { model, images, top = 5, threads, signal, onBadPicture = fail } = options;
  const { logger = silentLogger, progress = silentProgress } = options;
  await refuseTransferModel(model);
  const network = await readNetwork(model, options);
  const classes = classesOf(model, network);
  const fed = {
    name: model,
    inputShape: network.input.shape,
    preprocessing: network.normalization,
  };
  const preprocessing = choosePreprocessing(fed, {}, { rule: 'trained', logger });
  const engine = await selectEngine({
    name: options.engine,
    device: options.device,
    logger: options.logger,
  });
  await using loaded = await engine.loadNetwork(withProbabilities(network), { threads });
  const task = progress.start({ label: 'recognising', unit: 'images', total: images.length });
  const recognised: Recognition[] = [];
  try {
    const batchSize = batchSizeFor(preprocessing);
    const open = ({ file }: Place): string => file;
    const places = images.map((file, index) => ({ file, index }));
    for await (const batch of settledPictureBatches(places, { preprocessing, batchSize, open })) {
      signal?.throwIfAborted();
      const { pictures, input, failed } = batch;
      for (const { picture, error } of failed) onBadPicture(pictureError(picture, error));
      task.advance(failed.length);
      if (pictures.length === 0) continue;
      const [output] = await loaded.run(input);
      const ranked = rankClasses(model, required(output, 'the output of a run'), classes, top);
      recognised.push(...zip(pictures, ranked).map(([{ file }, names]) => ({ file, top: names })));
      task.advance(pictures.length);
    }
  } finally {
    task.stop();
  }
  return recognised;
}

interface Place {
  readonly file: string;
  readonly index: number;
}

function fail(error: PictureError): never {
  throw error;
}

async function refuseTransferModel(model: string): Promise<void> {
  if (!/\.(h5|hdf5|keras)$/i.test(model)) return;
  const { metadata } = await readKerasModel(model, { lazy: true });
  if (metadata[PREPROCESSING_ATTRIBUTE] === undefined) return;
  throw new ClassifierError(
    'RECOGNISER_MODEL',
    `${model} is a transfer model, which says itself how pictures are fed to it; classify them with it as such`,
  );
}

function classesOf(model: string, { classes }: Network): readonly string[] {
  if (classes !== undefined) return classes;
  throw new ClassifierError(
    'RECOGNISER_CLASSES',
    `${model} has no class names; convert it from its .mat file together with its fully connected layers`,
  );
}

/** Networks that end in scores get a softmax. */
function withProbabilities(network: Network): Network {
  const last = network.layers.find(({ name }) => name === network.output);
  if (last === undefined || last.type === 'softmax' || last.type === 'sigmoid') return network;
  const name = `${network.output}_probabilities`;
  const softmax = { type: 'softmax', name, inputs: [network.output] } as const;
  return { ...network, layers: [...network.layers, softmax], output: name };
}
