import { GenderError } from '@gender/core';

/**
 * A network cannot be written as ONNX, being beyond the 2 GiB of a protocol buffer
 * (`ONNX_TOO_LARGE`), or a file cannot be read (`ONNX_FORMAT`).
 */
export type OnnxErrorCode = 'ONNX_TOO_LARGE' | 'ONNX_FORMAT';

/** A network cannot be written as ONNX, or an ONNX file cannot be read. */
export class OnnxError extends GenderError<OnnxErrorCode> {
  override readonly name = 'OnnxError';
}
