import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { OnnxError } from './onnx-error.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProtoSchema,
  type GraphProto,
  type ModelProto,
  type TensorProto_DataType,
} from './proto/onnx_pb.js';

/** Constant numbers of a graph, made only when they are written. */
export interface Initializer {
  readonly name: string;
  readonly dataType: TensorProto_DataType;
  readonly dims: readonly number[];
  readonly byteLength: number;
  /** The elements in row-major order, little-endian. */
  readonly bytes: () => Uint8Array;
}

/** No reader of protocol buffers takes longer messages. */
const MAX_MESSAGE_BYTES = 2 ** 31 - 1;

/**
 * Writes a model as one message. The weights go straight into their place in the result, so that
 * they are never copied from message to enclosing message.
 *
 * @param model - everything but the graph
 * @param graph - everything but the initializers
 * @throws OnnxError (`ONNX_TOO_LARGE`) when the result would exceed 2 GiB.
 */
export function encodeModel(
  model: ModelProto,
  graph: GraphProto,
  initializers: readonly Initializer[],
): Uint8Array<ArrayBuffer> {
  const weights = initializers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  checkSize(weights);
  const graphHead = toBinary(GraphProtoSchema, graph);
  const tensors = initializers.map((initializer) => ({
    initializer,
    head: tensorHead(initializer),
  }));
  const heads = tensors.reduce((sum, { head }) => sum + head.length, 0);
  const graphBytes = graphHead.length + heads + weights;
  const modelHead = toBinary(ModelProtoSchema, model);
  const graphPrefix = prefix(ModelProtoSchema.field.graph.number, graphBytes);
  const total = modelHead.length + graphPrefix.length + graphBytes;
  checkSize(total);

  const bytes = new Uint8Array(total);
  let filled = 0;
  const append = (piece: Uint8Array): void => {
    bytes.set(piece, filled);
    filled += piece.length;
  };
  [modelHead, graphPrefix, graphHead].forEach(append);
  for (const { head, initializer } of tensors) {
    append(head);
    append(initializer.bytes());
  }
  return bytes;
}

/** Everything of an initializer, as a field of the graph, that comes before its elements. */
function tensorHead({ name, dataType, dims, byteLength }: Initializer): Uint8Array {
  const fields = toBinary(
    TensorProtoSchema,
    create(TensorProtoSchema, { name, dataType, dims: dims.map(BigInt) }),
  );
  const elements = prefix(TensorProtoSchema.field.rawData.number, byteLength);
  const length = fields.length + elements.length + byteLength;
  return new BinaryWriter()
    .raw(prefix(GraphProtoSchema.field.initializer.number, length))
    .raw(fields)
    .raw(elements)
    .finish();
}

/** The tag and the length of a field whose `length` bytes follow. */
function prefix(field: number, length: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();
}

function checkSize(bytes: number): void {
  if (bytes <= MAX_MESSAGE_BYTES) return;
  throw new OnnxError(
    'ONNX_TOO_LARGE',
    `the network needs ${bytes} bytes as ONNX, but a file can hold ${MAX_MESSAGE_BYTES}; cut it with subnetwork() or leave layers out`,
  );
}
