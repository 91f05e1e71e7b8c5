import { fromTfjs, TfjsError, type TfjsErrorCode } from '@gender/keras/tfjs';
import type { Network } from '@gender/network';
import { OnnxError, type OnnxErrorCode } from '@gender/onnx';
import * as z from 'zod';
import { readGraphModel } from './graph/read-graph-model.js';
import type { ReadTfjsOptions, TfjsFiles } from './tfjs-files.js';

const kindSchema = z.object({
  modelTopology: z.union([
    z.object({ node: z.array(z.unknown()) }).transform(() => 'graph' as const),
    z.object({ model_config: z.looseObject({}) }).transform(() => 'layers' as const),
    z.object({ class_name: z.string() }).transform(() => 'layers' as const),
  ]),
});

/**
 * Reads a network from a LayersModel or a GraphModel of TensorFlow.js.
 *
 * @throws TfjsError (`TFJS_OPERATOR`) that names all operators which no layer expresses; the other codes as
 *   `TfjsErrorCode` says; KerasError as `readKerasModel` does, of a LayersModel.
 * @example
 * const network = readTfjs({ path: 'gear.json', content, weights: decodeWeights('gear.json', group, bytes) });
 */
export function readTfjs(files: TfjsFiles, options: ReadTfjsOptions = {}): Network {
  const { path, content, weights } = files;
  const kind = kindSchema.safeParse(content);
  if (!kind.success) {
    throw new TfjsError(
      'TFJS_FORMAT',
      `${path} is no model of TensorFlow.js: it has neither layers nor a graph of operators`,
      { cause: kind.error },
    );
  }
  if (kind.data.modelTopology === 'layers') return fromTfjs(path, content, weights, options);
  try {
    return readGraphModel(files, options);
  } catch (cause) {
    if (!(cause instanceof OnnxError)) throw cause;
    throw new TfjsError(codes[cause.code], cause.message, { cause });
  }
}

/** What a fault of a graph in ONNX' words is in those of this library. */
const codes: Readonly<Record<OnnxErrorCode, TfjsErrorCode>> = {
  ONNX_FORMAT: 'TFJS_FORMAT',
  ONNX_OPERATOR: 'TFJS_OPERATOR',
  ONNX_INPUT: 'TFJS_INPUT',
  ONNX_GRAPH: 'TFJS_INPUT',
  ONNX_OUTPUT: 'TFJS_OUTPUT',
  ONNX_EXTERNAL: 'TFJS_FORMAT',
  ONNX_TOO_LARGE: 'TFJS_FORMAT',
};
