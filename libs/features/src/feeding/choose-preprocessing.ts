import { silentLogger, type Logger } from '@gender/core';
import { resamplings, type Preprocessing, type Resampling } from '@gender/image/pixels';
import type { Normalization } from '@gender/network';
import { formatShape, tensor, type Float32Tensor } from '@gender/tensor';
import type { Backbone } from '../backbone/backbone.js';
import { FeaturesError } from '../features-error.js';

/** What a user may decide about how pictures are fed to a network. */
export interface PreprocessingChoice extends Partial<Framing> {
  /**
   * `network` normalises values 0–255 as the network was trained, less its mean; `rescale` divides
   * by 255, `raw` feeds them as they are. Default: `network`; where the network does not say how it is
   * fed, `rescale` for the original's descriptor, and an error for all others.
   */
  mode?: Preprocessing['mode'] | undefined;
  /** Whether the camera's orientation tag turns the picture; default `apply`. */
  exif?: Preprocessing['exif'] | undefined;
}

/** How a picture becomes as large as the input of a network; where absent, the rule decides. */
type Framing = Pick<Preprocessing, 'resampling' | 'keepAspect' | 'border'>;

/** What a network says of it. */
type TrainedFraming = Framing & Partial<Pick<Preprocessing, 'exif'>>;

/**
 * How a picture becomes as large as the input of a network:
 *
 * - `original`: stretched to it by `nearest`, as Keras loads pictures and the published model was
 *   trained and is used; the rule of transfer learning here, whatever the backbone saw before, but
 *   for one that was trained on aligned faces: crops of faces are fed to it as they were then;
 * - `trained`: by the interpolation, proportions and border with which the network was trained;
 *   the rule where a complete network is asked for what it was trained to tell.
 */
export type FramingRule = 'original' | 'trained';

export interface PreprocessingRule {
  /** Default `original`. */
  rule?: FramingRule | undefined;
  /** Is told what a network does not say. */
  logger?: Logger | undefined;
}

/**
 * How pictures are fed to a network: the one answer for features, training, prediction and
 * recognition.
 *
 * @throws FeaturesError (`FEATURES_UNDESCRIBED`) when neither it nor the choice says how it is fed;
 *   (`FEATURES_BACKBONE`) when its input is no picture, or `network` is asked for and it carries no mean.
 */
export function choosePreprocessing(
  network: Pick<Backbone, 'name' | 'inputShape' | 'preprocessing' | 'isOriginal'>,
  choice: PreprocessingChoice = {},
  { rule = 'original', logger = silentLogger }: PreprocessingRule = {},
): Preprocessing {
  const { name, inputShape, preprocessing: trained } = network;
  const [height, width, channels] = inputShape;
  if (height === undefined || width === undefined || (channels !== 3 && channels !== 1)) {
    throw backboneError(
      `network ${name} takes input of shape ${formatShape(inputShape)}; pictures are (height, width, 3), or grey, (height, width, 1)`,
    );
  }
  const framing: TrainedFraming =
    rule === 'trained' || trained?.alignment !== undefined
      ? trainedFraming(name, trained, logger)
      : { resampling: 'nearest' };
  const { resampling, keepAspect, border }: Framing = { ...framing, ...defined(choice) };
  const { mode = usualMode(network, rule, logger), exif = framing.exif ?? 'apply' } = choice;
  if (mode === undefined) {
    throw new FeaturesError(
      'FEATURES_UNDESCRIBED',
      `${name} does not say how pictures are fed to it; convert it with the mean and the standard deviation that it was trained with, or choose to divide by 255 (rescale) or to feed pixels as they are (raw)`,
    );
  }
  const frame = {
    ...{ height, width, resampling, exif },
    ...(channels === 1 && { channels: 1 as const }),
    ...(keepAspect && { keepAspect }),
    ...(border && { border }),
  };
  if (mode !== 'network') return { ...frame, mode };
  if (trained === undefined) {
    throw new FeaturesError(
      'FEATURES_UNDESCRIBED',
      `network ${name} carries no mean to subtract; convert it again from its .mat file, or choose to divide by 255 (rescale)`,
    );
  }
  const { mean, scale, channelOrder } = trained;
  return {
    ...{ ...frame, mode, mean },
    ...(scale && { scale }),
    ...(channelOrder === 'bgr' && { channelOrder }),
  };
}

/** How a network is fed where nobody chooses; `undefined` where it would be a guess. */
function usualMode(
  { name, preprocessing, isOriginal }: Pick<Backbone, 'name' | 'preprocessing' | 'isOriginal'>,
  rule: FramingRule,
  logger: Logger,
): Preprocessing['mode'] | undefined {
  if (preprocessing !== undefined) return 'network';
  if (!isOriginal || rule !== 'original') return undefined;
  logger.warn(
    `${name} does not say how pictures are fed to it, but has the layers of the original's descriptor: values are divided by 255`,
  );
  return 'rescale';
}

/** Of the published model, which divides by 255: as float32, as Keras does. */
const RESCALE = 1 / 255;

/**
 * What a network that is fed so says of it itself: the other way round than
 * {@link choosePreprocessing} by the rule `trained`, so that it is fed the same values by whoever
 * reads that.
 *
 */
export function normalizationOf(preprocessing: Preprocessing): Normalization {
  const { resampling: interpolation, keepAspect, border, exif, channels = 3 } = preprocessing;
  const frame = {
    interpolation,
    ...(keepAspect && { keepAspect }),
    ...(border && { border }),
    ...(exif === 'ignore' && { ignoreOrientation: true }),
  };
  const filled = (value: number): Float32Tensor =>
    tensor('float32', [channels], new Float32Array(channels).fill(value));
  if (preprocessing.mode === 'raw') return { mean: filled(0), ...frame };
  if (preprocessing.mode === 'rescale') {
    return { mean: filled(0), scale: filled(RESCALE), ...frame };
  }
  const { mean, scale, channelOrder } = preprocessing;
  return { mean, ...(scale && { scale }), ...(channelOrder && { channelOrder }), ...frame };
}

function trainedFraming(
  name: string,
  trained: Normalization | undefined,
  logger: Logger,
): TrainedFraming {
  if (trained === undefined) return { resampling: 'bilinear' };
  const { interpolation, keepAspect, border, ignoreOrientation } = trained;
  const exif = ignoreOrientation ? ('ignore' as const) : undefined;
  return { resampling: resamplingOf(name, interpolation, logger), keepAspect, border, exif };
}

function resamplingOf(name: string, interpolation: string | undefined, logger: Logger): Resampling {
  const known = resamplings.find((resampling) => resampling === interpolation);
  if (interpolation !== undefined && known === undefined) {
    logger.warn(
      `${name} was trained on pictures resized by "${interpolation}", which is not known here: bilinear is taken`,
    );
  }
  return known ?? 'bilinear';
}

/** The choices that were made. */
function defined({ resampling, keepAspect, border }: PreprocessingChoice): Partial<Framing> {
  return {
    ...(resampling && { resampling }),
    ...(keepAspect !== undefined && { keepAspect }),
    ...(border && { border }),
  };
}

function backboneError(message: string): FeaturesError {
  return new FeaturesError('FEATURES_BACKBONE', message);
}
