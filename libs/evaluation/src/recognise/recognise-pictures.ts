import { silentLogger, silentProgress, type Logger, type ProgressReporter } from '@gender/core';
import { selectEngine, type EngineChoice } from '@gender/engine';
import { batchSizeFor, pictureBatches } from '@gender/features';
import { readNetwork } from '@gender/formats';
import { decodePicture, type Picture } from '@gender/image';
import type { Network } from '@gender/network';
import { EvaluationError } from '../evaluation-error.js';
import { framePicture } from './frame-picture.js';
import { recogniserPreprocessing } from './recogniser-preprocessing.js';
import { rankClasses, type RankedClass } from './rank-classes.js';

export interface RecognisePicturesOptions extends EngineChoice {
  /** Path of a network with class names, of any format that `@gender/formats` reads. */
  model: string;
  /** Paths of pictures. */
  images: readonly string[];
  /** How many classes to name for each picture, the most probable first. Default: 5. */
  top?: number | undefined;
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
 * @returns one for each picture, in their order
 * @throws EvaluationError when the network has no class names (`RECOGNISER_CLASSES`) or takes no
 *   pictures (`RECOGNISER_INPUT`).
 * @throws ImageError, FileError for pictures that cannot be read; what `readNetwork` throws.
 * @example
 * ```ts
 * const [face] = await recognisePictures({ model: 'VGG_Face.h5', images: ['face.jpg'] });
 * console.log(face?.top[0]); // { name: 'Aamir_Khan', probability: 0.93 }
 * ```
 */
export async function recognisePictures(options: RecognisePicturesOptions): Promise<Recognition[]> {
  const { model, images, top = 5, threads, signal } = options;
  const { logger = silentLogger, progress = silentProgress } = options;
  const network = await readNetwork(model, options);
  const classes = classesOf(model, network);
  const preprocessing = recogniserPreprocessing(model, network, logger);
  const framing = { ...network.normalization, ...preprocessing };
  const engine = await selectEngine({ name: options.engine, device: options.device, logger });
  await using loaded = await engine.loadNetwork(withProbabilities(network), { threads });
  const task = progress.start({ label: 'recognising', unit: 'images', total: images.length });
  const recognised: Recognition[] = [];
  try {
    const pictures = framed(images, (picture) => framePicture(picture, framing));
    for await (const { input } of pictureBatches(
      pictures,
      preprocessing,
      batchSizeFor(preprocessing),
    )) {
      signal?.throwIfAborted();
      const [output] = await loaded.run(input);
      for (const ranked of rankClasses(model, output, classes, top)) {
        recognised.push({ file: images[recognised.length] ?? '', top: ranked });
        task.advance(1);
      }
    }
  } finally {
    task.stop();
  }
  return recognised;
}

async function* framed(
  images: readonly string[],
  frame: (picture: Picture) => Picture,
): AsyncGenerator<Picture> {
  for (const image of images) yield frame(await decodePicture(image));
}

function classesOf(model: string, { classes }: Network): readonly string[] {
  if (classes !== undefined) return classes;
  throw new EvaluationError(
    'RECOGNISER_CLASSES',
    `${model} has no class names; convert it from its .mat file with gender-convert convert --include-top`,
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
