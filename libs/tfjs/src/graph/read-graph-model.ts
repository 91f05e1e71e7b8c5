import { knownOf } from '@gender/keras/tfjs';
import type { Network } from '@gender/network';
import { networkOfOperators, rangeOfType, type Constant } from '@gender/onnx/operators';
import { hasDType, tensor, type Tensor } from '@gender/tensor';
import type { ReadTfjsOptions, TfjsFiles } from '../tfjs-files.js';
import { parseGraphModel } from './graph-model.js';
import { tensorName } from './tf-operator.js';
import { translateGraph } from './translate-graph.js';

/**
 * Reads a network from a GraphModel.
 *
 * @throws TfjsError (`TFJS_FORMAT`) when the file is damaged; OnnxError as `networkOfOperators` does.
 */
export function readGraphModel(
  { path, content, weights }: TfjsFiles,
  { inputShape, output }: ReadTfjsOptions,
): Network {
  const model = parseGraphModel(path, content);
  const constants = new Map([...weights].map(([name, weight]) => [name, constantOf(weight)]));
  const graph = translateGraph(path, model, constants, output && tensorName(output));
  return networkOfOperators(graph, {
    inputShape,
    channelsLast: true,
    known: knownOf(model.userDefinedMetadata),
  });
}

/** `TensorProto.DataType.INT32`. */
const INT32 = 6;

/** Numbers are floats, or else integers in the arithmetic of shapes. */
function constantOf(weight: Tensor): Constant {
  if (hasDType(weight, 'float32')) return weight;
  const range = hasDType(weight, 'int32') ? rangeOfType(INT32) : undefined;
  const numbers = tensor('float64', weight.shape, Float64Array.from(weight.data, Number));
  return { ...numbers, ...(range && { range }) };
}
