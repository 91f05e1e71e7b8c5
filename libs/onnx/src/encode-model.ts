import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { OnnxError } from './onnx-error.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  type GraphProto,
  type ModelProto,
} from './proto/onnx_pb.js';
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
  type TensorProto_DataType,
} from './proto/tensor_pb.js';

/** Where the elements of an initializer lie outside the model (ONNX external data). */
export interface ExternalData {
  /** The name of the file, relative to the folder of the model. */
  readonly location: string;
  /** The first byte, from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

/** Constant numbers of a graph, made only when they are written. */
export interface Initializer {
  readonly name: string;
  readonly dataType: TensorProto_DataType;
  readonly dims: readonly number[];
  readonly byteLength: number;
  /** The elements in row-major order, little-endian. */
  readonly bytes: () => Uint8Array;
  /** Where the same bytes lie, for a model that refers to them instead of holding them. */
  readonly external?: ExternalData | undefined;
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
  const weights = initializers.reduce((sum, each) => sum + heldBytes(each), 0);
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
    if (initializer.external === undefined) append(initializer.bytes());
  }
  return bytes;
}

/** How many bytes of the model the elements of an initializer take. */
function heldBytes({ byteLength, external }: Initializer): number {
  return external === undefined ? byteLength : 0;
}

/** Everything of an initializer, as a field of the graph, that comes before its elements. */
function tensorHead(initializer: Initializer): Uint8Array {
  const { name, dataType, dims, byteLength, external } = initializer;
  const proto = create(TensorProtoSchema, { name, dataType, dims: dims.map(BigInt) });
  if (external !== undefined) {
    const { location, offset, byteLength: length } = external;
    proto.dataLocation = TensorProto_DataLocation.EXTERNAL;
    proto.externalData = Object.entries({ location, offset, length }).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value: String(value) }),
    );
  }
  const fields = toBinary(TensorProtoSchema, proto);
  const elements =
    external === undefined
      ? prefix(TensorProtoSchema.field.rawData.number, byteLength)
      : new Uint8Array();
  const length = fields.length + elements.length + heldBytes(initializer);
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
