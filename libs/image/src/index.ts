export { decodePicture, withPicture } from './decode-picture.js';
export { imageDecoder } from './decoder/choose-decoder.js';
export { encodePng } from './encode-png.js';
export { encodeThumbnail } from './encode-thumbnail.js';
export { framePicture } from './pixels/frame-picture.js';
export { ImageError } from './image-error.js';
export { decoderChoices } from './decoder/picture-decoder.js';
export { withPictureFile } from './picture-source.js';
export { fileBytesInFlight, pixelsInFlight } from './pixel-budget.js';
export { exifRules, preprocessingModes } from './pixels/preprocessing.js';
export { detectFormat, FORMAT_BYTES } from './header/image-format.js';
export { loadPicture } from './load-picture.js';
export { preprocess } from './pixels/preprocess.js';
export { toRgb } from './pixels/to-rgb.js';
export { MAX_PIXELS, readImageHeader } from './header/read-image-header.js';
export { resample, resamplings } from './pixels/resample/resample.js';
export type { DecodeOptions } from './decode-picture.js';
export type { ImageDecoder } from './decoder/choose-decoder.js';
export type { DecoderChoice } from './decoder/picture-decoder.js';
export type { ImageErrorCode } from './image-error.js';
export type { ImageFormat } from './header/image-format.js';
export type { ImageHeader } from './header/image-header.js';
export type { Orientation } from './header/orientation.js';
export type { HeaderOptions } from './header/read-image-header.js';
export type { ThumbnailOptions } from './encode-thumbnail.js';
export type { Budget } from './pixel-budget.js';
export type { Framing } from './pixels/frame-picture.js';
export type { Picture } from './pixels/picture.js';
export type { PictureSource } from './picture-source.js';
export type {
  ExifRule,
  MeanSubtraction,
  Preprocessing,
  PreprocessingFrame,
  PreprocessingMode,
  Rescaling,
} from './pixels/preprocessing.js';
export type { Resampling } from './pixels/resample/resample.js';
