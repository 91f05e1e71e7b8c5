import { GenderError } from '@gender/core';

/**
 * A network cannot be written as ONNX, being beyond the 2 GiB of a protocol buffer (`ONNX_TOO_LARGE`). Or a file cannot be read: it is
 * damaged, none, or contradicts itself (`ONNX_FORMAT`), has operators that no layer expresses (`ONNX_OPERATOR`), leaves open
 * the size of its input (`ONNX_INPUT`), has several outputs, none of the name asked for or one without the batch (`ONNX_OUTPUT`), has
 * not exactly one input of pictures or vectors (`ONNX_GRAPH`), or weights in files that
 * cannot be reached (`ONNX_EXTERNAL`).
 */
export type OnnxErrorCode =
  | 'ONNX_TOO_LARGE'
  | 'ONNX_FORMAT'
  | 'ONNX_OPERATOR'
  | 'ONNX_INPUT'
  | 'ONNX_OUTPUT'
  | 'ONNX_GRAPH'
  | 'ONNX_EXTERNAL';

/** A network cannot be written as ONNX, or an ONNX file cannot be read. */
export class OnnxError extends GenderError<OnnxErrorCode> {
  override readonly name = 'OnnxError';
}
