import { fromBinary } from '@bufbuild/protobuf';
import { refusal } from '@gender/core';
import { decodeNormalization, type Network } from '@gender/network';
import { OnnxError } from './onnx-error.js';
import { ModelProtoSchema, type GraphProto, type ModelProto } from './proto/onnx_pb.js';

/**
 * Reads the message that an ONNX file is.
 *
 * @param bytes - the file; weights share its memory
 * @param name - what to call it in messages
 * @param keepsAll - whether fields that are not understood here are kept, to be written again
 * @throws OnnxError (`ONNX_FORMAT`) when it is no such file.
 */
export function decodeModel(
  bytes: Uint8Array,
  name: string,
  keepsAll = false,
): { readonly model: ModelProto; readonly graph: GraphProto } {
  const model = decode(bytes, name, keepsAll);
  const { graph } = model;
  if (graph === undefined || model.irVersion === 0n) {
    throw notOnnx(bytes, name, 'it holds no graph');
  }
  return { model, graph };
}

function decode(bytes: Uint8Array, name: string, readUnknownFields: boolean): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw notOnnx(bytes, name, `or it is damaged, ${why}`, cause);
  }
}

function notOnnx(bytes: Uint8Array, name: string, why: string, cause?: unknown): OnnxError {
  return new OnnxError('ONNX_FORMAT', `${name} ${refusal('an ONNX file', bytes, why)}`, { cause });
}

/** What `toOnnx` notes of a network besides what it computes; what anybody else calls so is left alone. */
export function metadataOf(
  model: ModelProto,
): Pick<Network, 'classes' | 'temperature' | 'normalization'> {
  const classes = jsonOf(model, 'classes');
  const temperature = jsonOf(model, 'temperature');
  const normalization = decodeNormalization(jsonOf(model, 'normalization'));
  return {
    ...(isTexts(classes) && { classes }),
    ...(isPositive(temperature) && { temperature }),
    ...(normalization && { normalization }),
  };
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}

function isTexts(list: unknown): list is string[] {
  return Array.isArray(list) && list.every((each) => typeof each === 'string');
}

/** What JSON a model carries under a name; `undefined` where there is none. */
function jsonOf({ metadataProps }: ModelProto, name: string): unknown {
  const text = metadataProps.find(({ key }) => key === name)?.value;
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A length of an axis, which is stored as a signed integer of 64 bits. */
export function toLength(length: bigint, where: string): number {
  if (length >= 0n && length <= Number.MAX_SAFE_INTEGER) return Number(length);
  throw new OnnxError('ONNX_FORMAT', `${where} has an axis of the impossible length ${length}`);
}
