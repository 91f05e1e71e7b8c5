import { create } from '@bufbuild/protobuf';
import {
  encodeNormalization,
  inferShapes,
  requiredLayers,
  type Network,
  type NetworkInput,
  type Shape,
} from '@gender/network';
import { addLayer } from './add-layer.js';
import { encodeModel } from './encode-model.js';
import { GraphBuilder, type FindExternalData } from './graph-builder.js';
import { GraphProtoSchema, ModelProtoSchema, type ModelProto } from './proto/onnx_pb.js';
import {
  TensorProto_DataType,
  TensorShapeProto_DimensionSchema,
  ValueInfoProtoSchema,
  type TensorShapeProto_Dimension,
  type ValueInfoProto,
} from './proto/tensor_pb.js';
import type { Quantization } from './quantization.js';
import { QuantizedLayers } from './quantized-layers.js';

export interface ToOnnxOptions {
  /**
   * The layers whose activations the model returns, by name; default: the network's output alone.
   * Layers that none of them depends on are left out.
   */
  outputs?: readonly string[] | undefined;
  /** Which layers to compute in 8-bit integers, and how; default: none. */
  quantization?: Quantization | undefined;
  /**
   * Says where weights lie outside the model as they are in memory, for a model that refers to them
   * (ONNX external data), and transposes them where ONNX wants their axes in another order.
   * Default: the model holds all.
   */
  external?: FindExternalData | undefined;
  /** The number of pictures of a batch; default: any. */
  batch?: number | undefined;
}

/** What files say they were written by. */
export const PRODUCER = '@gender/onnx';

/** The first operator set with LayerNormalization (ONNX 1.12, June 2022), and the format version of that release. */
const OPERATOR_SET = 17;
const IR_VERSION = 8;

/**
 * A network as the bytes of an `.onnx` file.
 *
 * The input has the name and shape of the network's, `(N, H, W, C)` float32, and every output is
 * named after its layer and has its channels last as well. Where the input may have any size, so
 * may theirs. Class names are kept as metadata, a JSON list under `classes`, and how pictures are fed
 * as a JSON object under `normalization`. Dropout is left out.
 *
 * @throws NetworkError when the network contradicts itself or an output does not exist.
 * @throws OnnxError (`ONNX_TOO_LARGE`) beyond 2 GiB.
 */
export function toOnnx(network: Network, options: ToOnnxOptions = {}): Uint8Array<ArrayBuffer> {
  const outputs = [...new Set(options.outputs ?? [network.output])];
  const layers = requiredLayers(network, outputs);
  const shapes = inferShapes(network);
  const builder = new GraphBuilder(network, shapes, options.external);
  const quantized =
    options.quantization && new QuantizedLayers(builder, network, outputs, options.quantization);
  for (const layer of layers) {
    if (!quantized?.add(layer)) addLayer(builder, layer);
  }
  for (const output of outputs) {
    quantized?.dequantize(output);
    exposeOutput(builder, output);
  }

  const describe = (activation: string): ValueInfoProto =>
    valueInfo(activation, [
      options.batch ?? 'N',
      ...lengthsOf(activation, builder.shape(activation), network.input),
    ]);
  const graph = create(GraphProtoSchema, {
    name: network.name,
    node: builder.nodes,
    input: [describe(network.input.name)],
    output: outputs.map(describe),
  });
  return encodeModel(describeModel(network), graph, builder.initializers);
}

/** Sees to it that a tensor of the output's own name exists, channels last. */
function exposeOutput(builder: GraphBuilder, output: string): void {
  const found = builder.read(output, 'channelsLast');
  if (found !== output) builder.node('Identity', [found], output);
}

function describeModel({ classes, temperature, normalization }: Network): ModelProto {
  const metadata = {
    ...{ classes, temperature },
    normalization: normalization && encodeNormalization(normalization),
  };
  return create(ModelProtoSchema, {
    irVersion: BigInt(IR_VERSION),
    producerName: PRODUCER,
    opsetImport: [{ domain: '', version: BigInt(OPERATOR_SET) }],
    metadataProps: Object.entries(metadata).flatMap(([key, value]) =>
      value === undefined ? [] : [{ key, value: JSON.stringify(value) }],
    ),
  });
}

/** The lengths of an activation; names stand for those that depend on the size of the picture. */
function lengthsOf(
  activation: string,
  shape: Shape,
  { anySize = false }: NetworkInput,
): readonly (number | string)[] {
  if (!anySize || shape.length !== 3) return shape;
  return [`${activation}/height`, `${activation}/width`, ...shape.slice(2)];
}

/**
 * An input or output of 32-bit floats.
 *
 * @param lengths - of every axis; names where any length will do; default: any axes
 */
export function valueInfo(name: string, lengths?: readonly (number | string)[]): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: TensorProto_DataType.FLOAT,
          ...(lengths && { shape: { dim: lengths.map(dimension) } }),
        },
      },
    },
  });
}

function dimension(length: number | string): TensorShapeProto_Dimension {
  return create(TensorShapeProto_DimensionSchema, {
    value:
      typeof length === 'string'
        ? { case: 'dimParam', value: length }
        : { case: 'dimValue', value: BigInt(length) },
  });
}
