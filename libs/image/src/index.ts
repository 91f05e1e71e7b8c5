export { decodePicture } from './decode-picture.js';
export { imageDecoder } from './decoder/choose-decoder.js';
export { ImageError } from './image-error.js';
export { loadPicture, preprocess } from './preprocess.js';
export { MAX_PIXELS, readImageHeader } from './header/read-image-header.js';
export { resample, resamplings } from './resample/resample.js';
export type { DecodeOptions, ExifRule } from './decode-picture.js';
export type { ImageDecoder } from './decoder/choose-decoder.js';
export type { DecoderChoice } from './decoder/picture-decoder.js';
export type { ImageErrorCode } from './image-error.js';
export type { ImageFormat } from './header/image-format.js';
export type { ImageHeader, Orientation } from './header/image-header.js';
export type { Picture } from './picture.js';
export type { PictureSource } from './picture-source.js';
export type {
  MeanSubtraction,
  Preprocessing,
  PreprocessingFrame,
  Rescaling,
} from './preprocessing.js';
export type { Resampling } from './resample/resample.js';
