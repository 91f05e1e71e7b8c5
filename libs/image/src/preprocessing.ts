import type { Float32Tensor } from '@gender/tensor';
import type { ExifRule } from './decode-picture.js';
import type { Resampling } from './resample/resample.js';

/** Every mode of preprocessing, for flags and schemas. */
export const preprocessingModes = ['network', 'rescale'] as const;

/** `network` subtracts the network's mean, `rescale` divides by 255. */
export type PreprocessingMode = (typeof preprocessingModes)[number];

/** How a picture becomes the input of a network: RGB, channels last. */
export type Preprocessing = MeanSubtraction | Rescaling;

/** What every preprocessing says. */
export interface PreprocessingFrame {
  /** Rows of the network's input. */
  readonly height: number;
  /** Columns of the network's input. */
  readonly width: number;
  readonly resampling: Resampling;
  readonly exif: ExifRule;
  /** Mirror the resized picture, left to right, before it is normalised. @default false */
  readonly mirror?: boolean | undefined;
}

/** The network's own way: `float32(pixel) − mean`. */
export interface MeanSubtraction extends PreprocessingFrame {
  readonly mode: 'network';
  /** Shape `(3,)`, one colour, or `(height, width, 3)`, a picture; RGB, 0–255. */
  readonly mean: Float32Tensor;
}

/** The original's way, Keras' `rescale=1/255`: `float32(pixel) · float32(1/255)`. */
export interface Rescaling extends PreprocessingFrame {
  readonly mode: 'rescale';
  readonly mean?: undefined;
}
