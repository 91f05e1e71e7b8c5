import type { ByteSource } from '@gender/core';
import type { Network } from '@gender/network';
import { decodeModel, metadataOf } from './decode-model.js';
import { networkOfGraph, type GraphOptions } from './network-of-graph.js';
import { OnnxError } from './onnx-error.js';
import type { ExternalRange, ReadExternalBytes } from './read/constant.js';
import { readGraph } from './read/graph.js';
import { PRODUCER } from './to-onnx.js';

export interface ReadOnnxOptions extends Pick<GraphOptions, 'inputShape' | 'output'> {
  /**
   * Opens a file beside the model, in which weights lie (ONNX external data).
   *
   * @param location - its path relative to the model's folder, which does not lead out of it
   * Default: such files are refused.
   */
  openExternal?: ((location: string) => Promise<ByteSource>) | undefined;
}

/**
 * Reads a network from an ONNX file of any origin, with operators of the sets 7 to 25.
 *
 * Feature maps `(N, C, H, W)` become `(N, H, W, C)`; nothing is transposed on the way that need not be. Formulas that
 * exporters write for one function are recognised (hard-swish, GELU, SiLU, features of unit length), shapes that the file
 * computes are computed here. Weights share the memory of the file where they can; 16-bit floats are widened.
 *
 * @throws OnnxError (`ONNX_OPERATOR`) that names all operators which no layer expresses; the other codes but `ONNX_TOO_LARGE` as
 *   `OnnxErrorCode` says.
 * @example
 * const network = await readOnnx(memorySource(bytes, 'resnet18.onnx'));
 */
export async function readOnnx(
  source: ByteSource,
  options: ReadOnnxOptions = {},
): Promise<Network> {
  const file = source.name;
  const { model, graph: proto } = decodeModel(await source.slice(0, source.byteLength), file);
  const readExternal = externalReader(options.openExternal, file);
  const graph = await readGraph(model, proto, file, readExternal);
  const isOurs = model.producerName === PRODUCER;
  return networkOfGraph(graph, { ...options, channelsLast: isOurs, known: metadataOf(model) });
}

/** Reads parts of files beside the model, each of which is opened once. */
export function externalReader(
  open: ReadOnnxOptions['openExternal'],
  file: string,
): ReadExternalBytes {
  const sources = new Map<string, Promise<ByteSource>>();
  return async ({ location, offset, length }: ExternalRange) => {
    if (open === undefined || !isBeside(location)) {
      const why = open === undefined ? 'other files cannot be read here' : 'that is not beside it';
      throw new OnnxError('ONNX_EXTERNAL', `${file} has weights in "${location}", but ${why}`);
    }
    const opening = sources.get(location) ?? open(location);
    sources.set(location, opening);
    const source = await opening;
    const { byteLength } = source;
    const end = length === undefined ? byteLength : offset + length;
    if (offset <= end && end <= byteLength) return await source.slice(offset, end);
    throw new OnnxError(
      'ONNX_EXTERNAL',
      `${file} has weights in bytes ${offset} to ${end} of "${location}", which has ${byteLength}`,
    );
  };
}

/** Whether a path leads to the model's own folder or one in it. */
function isBeside(location: string): boolean {
  const isRelative = !/^([/\\]|[a-z]:)/i.test(location);
  return isRelative && location !== '' && !location.split(/[/\\]/).includes('..');
}
