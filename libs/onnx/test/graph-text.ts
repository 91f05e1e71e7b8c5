import { fromBinary } from '@bufbuild/protobuf';
import type { Network } from '@gender/network';
import { fromBytes } from '@gender/tensor';
import { toOnnx, type ToOnnxOptions } from '../src/index.js';
import { ModelProtoSchema, type AttributeProto, type GraphProto } from '../src/proto/onnx_pb.js';
import { TensorProto_DataType as DataType } from '../src/proto/tensor_pb.js';

/** The graph of a network as ONNX. */
export function graphOf(network: Network, options?: ToOnnxOptions): GraphProto {
  return fromBinary(ModelProtoSchema, toOnnx(network, options)).graph!;
}

/** Every node as `Operator inputs -> outputs {attributes}`. */
export function nodeLines({ node }: GraphProto): string[] {
  return node.map(({ opType, input, output, attribute }) => {
    const attributes = attribute.map(attributeText).join(', ');
    const calls = `${opType} ${input.join(' ')} -> ${output.join(' ')}`;
    return attributes === '' ? calls : `${calls} {${attributes}}`;
  });
}

/** Every initializer with its shape, the elements too where they are integers. */
export function initializerLines({ initializer }: GraphProto): string[] {
  return initializer.map(({ name, dims, dataType, rawData }) => {
    const shape = `${name} (${dims.join(', ')})`;
    if (dataType !== Number(DataType.INT64)) return shape;
    return `${shape} = ${fromBytes('int64', rawData).join(', ')}`;
  });
}

function attributeText({ name, f, i, s, ints, type }: AttributeProto): string {
  // 1 is FLOAT, 2 is INT, 3 is STRING, 7 is INTS.
  const text = new TextDecoder().decode(s);
  const value = { 1: Number(f.toPrecision(7)), 2: i, 3: text, 7: ints.join(' ') }[Number(type)];
  return `${name}: ${value}`;
}
