import type { Float32Tensor } from '@gender/tensor';
import type { Resampling } from './resample/resample.js';

/** Every rule for orientations, for flags and schemas. */
export const exifRules = ['apply', 'ignore'] as const;

/** Whether a picture is turned as its EXIF orientation says. */
export type ExifRule = (typeof exifRules)[number];

/** Every mode of preprocessing, for flags and schemas. */
export const preprocessingModes = ['network', 'rescale', 'raw'] as const;

/** `network` subtracts the network's mean, `rescale` divides by 255, `raw` feeds pixels as they are. */
export type PreprocessingMode = (typeof preprocessingModes)[number];

/** How a picture becomes the input of a network: RGB or grey, channels last. */
export type Preprocessing = MeanSubtraction | Rescaling | RawPixels;

/** What every preprocessing says. */
export interface PreprocessingFrame {
  /** Rows of the network's input. */
  readonly height: number;
  /** Columns of the network's input. */
  readonly width: number;
  readonly resampling: Resampling;
  readonly exif: ExifRule;
  /** Keep the proportions: the resized picture covers the input, and its middle is cut out. @default false */
  readonly keepAspect?: boolean | undefined;
  /** Rows and columns that the resized picture has more than the input; the middle is cut out. @default [0, 0] */
  readonly border?: readonly [number, number] | undefined;
  /** 1: the network takes grey, of colours as Pillow's `convert('L')`. @default 3 */
  readonly channels?: 1 | 3 | undefined;
  /** Mirror the resized picture, left to right, before it is normalised. @default false */
  readonly mirror?: boolean | undefined;
}

/** The network's own way: `(pixel − mean) · scale`, rounded to float32 once. */
export interface MeanSubtraction extends PreprocessingFrame {
  readonly mode: 'network';
  /** Shape `(3,)`, one colour, or `(height, width, 3)`, a picture; RGB, 0–255. */
  readonly mean: Float32Tensor;
  /** Shape `(3,)`, RGB, for example one over the standard deviation. @default 1 each */
  readonly scale?: Float32Tensor | undefined;
  /** The order in which the network takes the normalised channels. @default 'rgb' */
  readonly channelOrder?: 'rgb' | 'bgr' | undefined;
}

/** The original's way, Keras' `rescale=1/255`: `float32(pixel) · float32(1/255)`. */
export interface Rescaling extends PreprocessingFrame {
  readonly mode: 'rescale';
  readonly mean?: undefined;
}

/** Pixels as they are, 0–255, for networks that scale them themselves. */
export interface RawPixels extends PreprocessingFrame {
  readonly mode: 'raw';
  readonly mean?: undefined;
}
