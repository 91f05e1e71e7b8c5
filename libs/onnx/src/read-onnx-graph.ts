import { elementCount, fromBytes } from '@gender/tensor';
import { decodeModel, metadataOf, toLength } from './decode-model.js';
import type { OnnxInitializer, OnnxModel, OnnxNode, OnnxValue } from './onnx-model.js';
import { OnnxError } from './onnx-error.js';
import {
  AttributeProto_AttributeType as AttributeType,
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
} from './proto/onnx_pb.js';
import {
  TensorProto_DataType as DataType,
  type TensorProto,
  type ValueInfoProto,
} from './proto/tensor_pb.js';

/** The names of the types of elements, by the numbers of `TensorProto.DataType`. */
const typeNames: readonly string[] =
  'undefined float uint8 int8 uint16 int16 int32 int64 string bool float16 double uint32 uint64 complex64 complex128 bfloat16'.split(
    ' ',
  );

/**
 * Reads the graph of an ONNX file: its operators, and its weights where they are 32-bit floats.
 *
 * @param bytes - the file; weights that are returned share its memory where they are aligned
 * @param name - what to call it in messages
 * @throws OnnxError (`ONNX_FORMAT`) when it is no such file, or a weight has another length than it says.
 */
export function readOnnxGraph(bytes: Uint8Array, name: string): OnnxModel {
  const { model, graph } = decodeModel(bytes, name);
  return describeGraph(graph, model, name);
}

function describeGraph(graph: GraphProto, model: ModelProto, file: string): OnnxModel {
  const initializers = graph.initializer.map((each) => readInitializer(each, file));
  const constants = new Set(initializers.map(({ name }) => name));
  return {
    name: graph.name,
    inputs: graph.input.filter(({ name }) => !constants.has(name)).map(readValue),
    outputs: graph.output.map(readValue),
    nodes: graph.node.map(readNode),
    initializers,
    ...metadataOf(model),
  };
}

function readInitializer(
  { name, dataType, dims, rawData }: TensorProto,
  file: string,
): OnnxInitializer {
  const shape = dims.map((length) => toLength(length, `${file}: initializer "${name}"`));
  const described = { name, type: typeNames[dataType] ?? `type ${dataType}`, shape };
  if (dataType !== Number(DataType.FLOAT) || rawData.length === 0) return described;
  const expected = 4 * elementCount(shape);
  if (rawData.length === expected) {
    return { ...described, data: fromBytes('float32', rawData) };
  }
  throw new OnnxError(
    'ONNX_FORMAT',
    `${file}: initializer "${name}" has ${rawData.length} bytes, expected ${expected} for shape (${shape.join(', ')})`,
  );
}

function readNode({ name, opType, input, output, attribute }: NodeProto): OnnxNode {
  const attributes = attribute.flatMap((each) => {
    const value = valueOf(each);
    return value === undefined ? [] : [[each.name, value] as const];
  });
  const [first = opType] = output;
  return {
    name: name || first,
    type: opType,
    inputs: input,
    outputs: output,
    attributes: Object.fromEntries(attributes),
  };
}

function valueOf({ type, f, i, ints }: AttributeProto): number | number[] | undefined {
  if (type === AttributeType.FLOAT) return f;
  if (type === AttributeType.INT) return Number(i);
  return type === AttributeType.INTS ? ints.map(Number) : undefined;
}

function readValue({ name, type }: ValueInfoProto): OnnxValue {
  const shape = type?.value.value?.shape?.dim.map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : (value.value ?? '?'),
  );
  return shape === undefined ? { name, shape: [] } : { name, shape };
}
