import { create } from '@bufbuild/protobuf';
import { required, uniqueName, type ByteSource } from '@gender/core';
import { ints } from '../attribute.js';
import { decodeModel, metadataOf } from '../decode-model.js';
import { OnnxError } from '../onnx-error.js';
import {
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type GraphProto,
  type ModelProto,
  type NodeProto,
} from '../proto/onnx_pb.js';
import {
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  type TensorProto,
  type ValueInfoProto,
} from '../proto/tensor_pb.js';
import { externalRange, type ReadExternalBytes } from '../read/constant.js';
import { inputOf, nodeOf, requiredNodes, standardOpset } from '../read/graph.js';
import { isChannelsLast, networkInput, onlyInput, outputOf } from '../network-of-graph.js';
import { externalReader, type ReadOnnxOptions } from '../read-onnx.js';
import { PRODUCER, valueInfo } from '../to-onnx.js';
import { encodeWhole, METADATA, Names, type FeatureModel } from './feature-model.js';

/** The version of the format in which no initializer need be an input (ONNX 1.12). */
const IR_VERSION = 8n;
/** That release's set of operators. */
const OPERATOR_SET = 17n;

/**
 * Cuts an ONNX file behind a tensor, for networks with operators that no layer expresses: they stay as they are. The
 * file takes pictures `(N, H, W, C)`, whatever the original takes, and holds weights that lay in other files.
 *
 * @param options - `output` may be any tensor that an operator gives; default: the only output
 * @throws OnnxError as `readOnnx` does, but for unknown operators.
 */
export async function cutOnnx(
  source: ByteSource,
  options: ReadOnnxOptions = {},
): Promise<FeatureModel> {
  const file = source.name;
  const bytes = await source.slice(0, source.byteLength);
  const { model, graph } = decodeModel(bytes, file, true);
  const target = targetOf(graph, options.output, file);
  const kept = keepRequired(graph, target, file);
  const weights = new Set(graph.initializer.map(({ name }) => name));
  const proto = findInput(kept, weights, file);
  const origin = inputOf(proto);
  const nodes = kept.node.map((node) => nodeOf(node, file));
  const channelsLast = model.producerName === PRODUCER || isChannelsLast({ nodes }, origin);
  const { input } = networkInput(origin, { channelsLast }, options.inputShape, file);
  const names = new Names(kept);
  const isTurned = input.shape.length === 3 && !channelsLast;
  const pictures = isTurned ? uniqueName('pictures', (name) => names.has(name)) : origin.name;
  const output = uniqueName('features', (name) => names.has(name));
  const [batch] = origin.shape;
  const { normalization } = metadataOf(model);
  const cut = {
    ...kept,
    node: [
      ...(isTurned ? [transpose(pictures, origin.name, [0, 3, 1, 2])] : []),
      ...kept.node,
      node('Identity', target, output),
    ],
    initializer: await holdWeights(
      kept.initializer,
      externalReader(options.openExternal, file),
      file,
    ),
    input: [valueInfo(pictures, [batch ?? 'N', ...input.shape])],
    output: [valueInfo(output)],
  };
  const isOwn = ({ key }: { key: string }): boolean => METADATA.some((own) => own === key);
  const whole = {
    ...model,
    graph: cut,
    opsetImport: importsOf(model),
    producerName: PRODUCER,
    irVersion: model.irVersion > IR_VERSION ? model.irVersion : IR_VERSION,
    metadataProps: model.metadataProps.filter((each) => !isOwn(each)),
  };
  return {
    name: file,
    input: { name: pictures, shape: input.shape },
    ...{ batch, output, channelsFirst: isTurned, bytes: encodeWhole(whole, file) },
    ...(normalization && { normalization }),
  };
}

/** A file of operators of others alone gets those of the standard too, which the input and the output need. */
function importsOf(model: ModelProto): ModelProto['opsetImport'] {
  if (standardOpset(model) !== undefined) return model.opsetImport;
  const standard = create(OperatorSetIdProtoSchema, { domain: '', version: OPERATOR_SET });
  return [...model.opsetImport, standard];
}

/** The same features, maps `(N, C, H, W)` as `(N, H, W, C)`. */
export function mapsChannelsLast(features: FeatureModel): FeatureModel {
  const { model, graph } = decodeModel(features.bytes, features.name, true);
  const before = new Names(graph);
  const untransposed = uniqueName('features', (name) => before.has(name));
  const rename = (name: string): string => (name === features.output ? untransposed : name);
  const nodes = graph.node.map((each) => ({
    ...each,
    name: rename(each.name),
    output: each.output.map(rename),
  }));
  const node = [...nodes, transpose(untransposed, features.output, [0, 2, 3, 1])];
  const bytes = encodeWhole({ ...model, graph: { ...graph, node } }, features.name);
  return { ...features, channelsFirst: false, bytes };
}

function targetOf({ node, output }: GraphProto, wanted: string | undefined, file: string): string {
  const outputs = output.map(({ name }) => name);
  const isGiven = node.some((each) => wanted !== undefined && each.output.includes(wanted));
  return isGiven && wanted !== undefined ? wanted : outputOf({ outputs, file }, wanted);
}

/** What the target depends on; all of a graph with graphs within, which may read anything of it. */
function keepRequired(graph: GraphProto, target: string, file: string): GraphProto {
  if (graph.node.some(holdsGraph)) return graph;
  const nodes = graph.node.map((proto) => ({ ...nodeOf(proto, file), proto }));
  const needed = requiredNodes(nodes, [target]);
  const kept = new Set<unknown>(needed);
  const read = new Set([target, ...needed.flatMap(({ inputs }) => inputs)]);
  return {
    ...graph,
    node: nodes.filter((each) => kept.has(each)).map(({ proto }) => proto),
    initializer: graph.initializer.filter(({ name }) => read.has(name)),
    input: graph.input.filter(({ name }) => read.has(name)),
  };
}

/** The fields of an attribute that hold graphs, the branches of a condition or the body of a loop. */
const GRAPH_FIELDS = [6, 11];

function holdsGraph({ attribute }: NodeProto): boolean {
  return attribute.some(({ $unknown = [] }) =>
    $unknown.some(({ no }) => GRAPH_FIELDS.includes(no)),
  );
}

function findInput(
  { input }: GraphProto,
  weights: ReadonlySet<string>,
  file: string,
): ValueInfoProto {
  const inputs = input.filter(({ name }) => !weights.has(name));
  const { name } = onlyInput(inputs.map(inputOf), file);
  const found = required(
    inputs.find((each) => each.name === name),
    `the input "${name}"`,
  );
  const type = found.type?.value.value?.elemType;
  if (type === Number(DataType.FLOAT)) return found;
  throw new OnnxError(
    'ONNX_INPUT',
    `${file}: the input "${name}" has elements of type ${type}, expected ${DataType.FLOAT}, 32-bit floats; export the network in them`,
  );
}

/** Weights of other files become the model's own. */
async function holdWeights(
  initializers: readonly TensorProto[],
  readExternal: ReadExternalBytes,
  file: string,
): Promise<TensorProto[]> {
  const held: TensorProto[] = [];
  for (const proto of initializers) {
    if (proto.dataLocation !== DataLocation.EXTERNAL) {
      held.push(proto);
      continue;
    }
    const where = `${file}: initializer "${proto.name}"`;
    const rawData = await readExternal(externalRange(proto, where));
    held.push({ ...proto, rawData, dataLocation: DataLocation.DEFAULT, externalData: [] });
  }
  return held;
}

function transpose(from: string, to: string, perm: readonly number[]): NodeProto {
  return { ...node('Transpose', from, to), attribute: [ints('perm', perm)] };
}

function node(opType: string, from: string, to: string): NodeProto {
  return create(NodeProtoSchema, { opType, name: to, input: [from], output: [to] });
}
