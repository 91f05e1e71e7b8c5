import { create, toBinary } from '@bufbuild/protobuf';
import { memorySource, required, uniqueName } from '@gender/core';
import { inferShapes, type Network } from '@gender/network';
import * as z from 'zod';
import { decodeModel, metadataOf } from '../decode-model.js';
import { OnnxError } from '../onnx-error.js';
import { ModelProtoSchema, type GraphProto } from '../proto/onnx_pb.js';
import { StringStringEntryProtoSchema } from '../proto/tensor_pb.js';
import { inputOf, standardOpset } from '../read/graph.js';
import { readOnnx } from '../read-onnx.js';
import { toOnnx, valueInfo } from '../to-onnx.js';
import { inOperatorSet } from './earlier-operators.js';
import { encodeWhole, METADATA, Names, type FeatureModel } from './feature-model.js';

/** What a joined file says of where its head begins, under `features`. */
const jointSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().min(1)).min(1),
  channelsFirst: z.boolean(),
});

/** The keys of the metadata that say something of the head. */
const ofHead = ['classes', 'temperature'];

/** What else a joined file says of itself, as texts. */
export type JoinedMetadata = Readonly<Partial<Record<(typeof METADATA)[number], string>>>;

/**
 * One file of what makes features and of the head trained on them: from pictures `(N, H, W, C)` to the head's outputs
 * `probabilities`.
 *
 * @param head - reads features of the shape that the model gives
 * @throws OnnxError (`ONNX_TOO_LARGE`) beyond 2 GiB.
 */
export function joinHead(
  features: FeatureModel,
  head: Network,
  metadata: JoinedMetadata,
): Uint8Array<ArrayBuffer> {
  const { model, graph } = decodeModel(features.bytes, features.name, true);
  const { graph: own } = decodeModel(toOnnx(head), 'the head');
  const names = new Names(graph);
  const prefix = uniqueName('head', (name) => names.hasPrefix(name));
  const output = uniqueName('probabilities', (name) => names.has(name));
  const rename = (name: string): string => {
    if (name === head.input.name) return features.output;
    if (name === head.output) return output;
    return name === '' ? name : `${prefix}/${name}`;
  };
  const opset = required(standardOpset(model), `the operator set of ${features.name}`);
  const nodes = own.node
    .flatMap((node) => inOperatorSet(node, opset))
    .map((node) => ({
      ...node,
      name: `${prefix}/${node.name}`,
      input: node.input.map(rename),
      output: node.output.map(rename),
    }));
  const weights = own.initializer.map((each) => ({ ...each, name: rename(each.name) }));
  const units = required(inferShapes(head).get(head.output), 'the shape of the outputs');
  const { channelsFirst } = features;
  const joint = { name: features.output, shape: head.input.shape, channelsFirst };
  return encodeWhole(
    {
      ...model,
      graph: {
        ...graph,
        node: [...graph.node, ...nodes],
        initializer: [...graph.initializer, ...weights],
        output: [valueInfo(output, [features.batch ?? 'N', ...units])],
      },
      metadataProps: [
        ...model.metadataProps,
        ...Object.entries({ ...metadata, features: JSON.stringify(joint) }).map(([key, value]) =>
          create(StringStringEntryProtoSchema, { key, value }),
        ),
      ],
    },
    features.name,
  );
}

/** A joined file, in its parts. */
export interface JoinedModel {
  /** What was joined, byte for byte, under the name of the file. */
  readonly features: FeatureModel;
  /** The shape of the features of one picture. */
  readonly featureShape: readonly number[];
  readonly head: Network;
  readonly metadata: JoinedMetadata;
}

/**
 * The parts of a file of `joinHead`.
 *
 * @returns `undefined` of any other ONNX file
 * @throws OnnxError (`ONNX_FORMAT`) when it is no ONNX file, or was changed so that its head is found no more.
 */
export async function splitHead(bytes: Uint8Array, name: string): Promise<JoinedModel | undefined> {
  const { model, graph } = decodeModel(bytes, name, true);
  const own = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  const text = own.get('features');
  if (text === undefined) return undefined;
  const joint = parseJoint(text, name);
  const { headNodes, others } = divide(graph, joint.name);
  const read = new Set(headNodes.flatMap(({ input }) => input));
  const isOfHead = (weights: { name: string }): boolean => read.has(weights.name);
  const [input] = graph.input;
  if (headNodes.length === 0 || input === undefined || graph.output.length !== 1) {
    throw new OnnxError(
      'ONNX_FORMAT',
      `${name} has no head behind "${joint.name}"; train it again`,
    );
  }
  const headModel = {
    ...model,
    metadataProps: model.metadataProps.filter(({ key }) => ofHead.includes(key)),
    graph: {
      ...graph,
      node: headNodes,
      initializer: graph.initializer.filter(isOfHead),
      input: [valueInfo(joint.name, ['N', ...joint.shape])],
    },
  };
  const head = await readOnnx(memorySource(toBinary(ModelProtoSchema, headModel), name));
  const isOwn = (key: string): boolean => METADATA.some((each) => each === key);
  const featureModel = {
    ...model,
    metadataProps: model.metadataProps.filter(({ key }) => !isOwn(key)),
    graph: {
      ...graph,
      node: others,
      initializer: graph.initializer.filter((each) => !isOfHead(each)),
      output: [valueInfo(joint.name)],
    },
  };
  const { shape } = inputOf(input);
  const { normalization } = metadataOf(model);
  const [batch, ...picture] = shape;
  return {
    features: {
      ...{ name, batch, output: joint.name, channelsFirst: joint.channelsFirst },
      input: {
        name: input.name,
        shape: picture.map((length) => required(length, `the shape of the pictures of ${name}`)),
      },
      ...(normalization && { normalization }),
      bytes: encodeWhole(featureModel, name),
    },
    featureShape: joint.shape,
    head,
    metadata: Object.fromEntries([...own].filter(([key]) => isOwn(key))),
  };
}

function parseJoint(text: string, name: string): z.infer<typeof jointSchema> {
  try {
    return jointSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${name}: the metadata "features" cannot be understood: ${text.slice(0, 100)}`;
    throw new OnnxError('ONNX_FORMAT', message, { cause });
  }
}

/** The nodes that depend on a tensor, and the others. */
function divide(
  { node }: GraphProto,
  joint: string,
): { headNodes: GraphProto['node']; others: GraphProto['node'] } {
  const behind = new Set([joint]);
  const headNodes = node.filter(({ input, output }) => {
    const isBehind = input.some((each) => behind.has(each));
    if (isBehind) output.forEach((each) => behind.add(each));
    return isBehind;
  });
  // Constants of the head's formulas depend on nothing.
  const read = new Set(headNodes.flatMap(({ input }) => input));
  const given = new Set(headNodes);
  const isOfHead = (each: GraphProto['node'][number]): boolean =>
    given.has(each) || (each.input.length === 0 && each.output.some((name) => read.has(name)));
  return { headNodes: node.filter(isOfHead), others: node.filter((each) => !isOfHead(each)) };
}
