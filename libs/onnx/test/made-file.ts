import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { memorySource } from '@gender/core';
import type { Network } from '@gender/network';
import {
  ModelProtoSchema,
  type AttributeProto,
  type GraphProtoSchema,
  type NodeProtoSchema,
} from '../src/proto/onnx_pb.js';
import {
  TensorProto_DataType as DataType,
  type TensorProtoSchema,
} from '../src/proto/tensor_pb.js';
import { readOnnx, type ReadOnnxOptions } from '../src/read-onnx.js';

type Nodes = MessageInitShape<typeof NodeProtoSchema>[];
type Initializers = MessageInitShape<typeof TensorProtoSchema>[];

/** An operator. */
export const node = (
  opType: string,
  input: string[],
  output: string[],
  attribute: AttributeProto[] = [],
): Nodes[number] => ({ opType, input, output, attribute });
/** An initializer of floats, which the file lists. */
export const floats = (name: string, dims: number[], values: number[]): Initializers[number] => ({
  name,
  dims: dims.map(BigInt),
  dataType: DataType.FLOAT,
  floatData: values,
});
/** An initializer of integers, such as a shape. */
export const integers = (name: string, values: number[]): Initializers[number] => ({
  name,
  dims: [BigInt(values.length)],
  dataType: DataType.INT64,
  int64Data: values.map(BigInt),
});

/** What of a file matters to a test. */
export interface File {
  readonly nodes: Nodes;
  readonly initializers?: Initializers;
  /** Lengths of the input `x`; default a picture `(N, 2, 4, 6)`. */
  readonly shape?: (number | string)[];
  readonly outputs?: string[];
  readonly opset?: number;
  /** Names of other inputs, of the shape of `x`. */
  readonly inputs?: string[];
  /** Of the inputs; default 32-bit floats. */
  readonly elementType?: number;
}

/** A file with an input `x` and an output `y`. */
export function encodeFile({
  nodes,
  initializers = [],
  shape = ['N', 2, 4, 6],
  outputs = ['y'],
  opset = 17,
  inputs = [],
  elementType = 1,
}: File): Uint8Array {
  const dim = shape.map((length) => ({
    value:
      typeof length === 'string'
        ? { case: 'dimParam' as const, value: length }
        : { case: 'dimValue' as const, value: BigInt(length) },
  }));
  const input = ['x', ...inputs].map((name) => ({
    name,
    type: {
      value: { case: 'tensorType' as const, value: { elemType: elementType, shape: { dim } } },
    },
  }));
  const graph: MessageInitShape<typeof GraphProtoSchema> = {
    name: 'made',
    node: nodes,
    initializer: initializers,
    input,
    output: outputs.map((name) => ({ name })),
  };
  const opsetImport = [{ domain: '', version: BigInt(opset) }];
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph }),
  );
}

/** Reads a file as a network. */
export const read = (made: File, options?: ReadOnnxOptions): Promise<Network> =>
  readOnnx(memorySource(encodeFile(made), 'made.onnx'), options);
