import { create } from '@bufbuild/protobuf';
import { inferShapes, requiredLayers, type Network, type Shape } from '@gender/network';
import { addLayer } from './add-layer.js';
import { encodeModel } from './encode-model.js';
import { GraphBuilder } from './graph-builder.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataType,
  TensorShapeProto_DimensionSchema,
  ValueInfoProtoSchema,
  type ModelProto,
  type TensorShapeProto_Dimension,
  type ValueInfoProto,
} from './proto/onnx_pb.js';

export interface ToOnnxOptions {
  /**
   * The layers whose activations the model returns, by name; default: the network's output alone.
   * Layers that none of them depends on are left out.
   */
  outputs?: readonly string[] | undefined;
  /** The number of pictures of a batch; default: any. */
  batch?: number | undefined;
}

/** The first operator set with LayerNormalization (ONNX 1.12, June 2022), and the format version of that release. */
const OPERATOR_SET = 17;
const IR_VERSION = 8;

/**
 * A network as the bytes of an `.onnx` file.
 *
 * The input has the name and shape of the network's, `(N, H, W, C)` float32, and every output is
 * named after its layer and has its channels last as well. Class names are kept as metadata, a
 * JSON list under `classes`. Dropout is left out.
 *
 * @throws NetworkError when the network contradicts itself or an output does not exist.
 * @throws OnnxError (`ONNX_TOO_LARGE`) beyond 2 GiB.
 */
export function toOnnx(network: Network, options: ToOnnxOptions = {}): Uint8Array<ArrayBuffer> {
  const outputs = [...new Set(options.outputs ?? [network.output])];
  const layers = requiredLayers(network, outputs);
  const shapes = inferShapes(network);
  const builder = new GraphBuilder(network, shapes);
  for (const layer of layers) addLayer(builder, layer);
  for (const output of outputs) exposeOutput(builder, output);

  const { name, shape } = network.input;
  const graph = create(GraphProtoSchema, {
    name: network.name,
    node: builder.nodes,
    input: [valueInfo(name, shape, options.batch)],
    output: outputs.map((output) => valueInfo(output, shapes.get(output) ?? [], options.batch)),
  });
  return encodeModel(describeModel(network), graph, builder.initializers);
}

/** Sees to it that a tensor of the output's own name exists, channels last. */
function exposeOutput(builder: GraphBuilder, output: string): void {
  const found = builder.read(output, 'channelsLast');
  if (found !== output) builder.node('Identity', [found], output);
}

function describeModel({ classes }: Network): ModelProto {
  return create(ModelProtoSchema, {
    irVersion: BigInt(IR_VERSION),
    producerName: '@gender/onnx',
    opsetImport: [{ domain: '', version: BigInt(OPERATOR_SET) }],
    metadataProps:
      classes === undefined ? [] : [{ key: 'classes', value: JSON.stringify(classes) }],
  });
}

function valueInfo(name: string, shape: Shape, batch: number | undefined): ValueInfoProto {
  const dim = [batch === undefined ? anyLength('N') : length(batch), ...shape.map(length)];
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: { elemType: TensorProto_DataType.FLOAT, shape: { dim } },
      },
    },
  });
}

function length(value: number): TensorShapeProto_Dimension {
  return create(TensorShapeProto_DimensionSchema, {
    value: { case: 'dimValue', value: BigInt(value) },
  });
}

function anyLength(name: string): TensorShapeProto_Dimension {
  return create(TensorShapeProto_DimensionSchema, { value: { case: 'dimParam', value: name } });
}
