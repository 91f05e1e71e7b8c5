import { GenderError } from '@gender/core';

/** A network cannot be written as ONNX: `ONNX_TOO_LARGE`, beyond the 2 GiB of a protocol buffer. */
export class OnnxError extends GenderError {
  constructor(code: 'ONNX_TOO_LARGE', message: string) {
    super(code, message);
  }
}
