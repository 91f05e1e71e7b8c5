import { GenderError } from '@gender/core';

/**
 * A network cannot be written as ONNX, being beyond the 2 GiB of a protocol buffer
 * (`ONNX_TOO_LARGE`), or a file cannot be read (`ONNX_FORMAT`).
 */
export class OnnxError extends GenderError {
  constructor(
    code: 'ONNX_TOO_LARGE' | 'ONNX_FORMAT',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
  }
}
