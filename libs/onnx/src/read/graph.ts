import { GenderError, required } from '@gender/core';
import { OnnxError } from '../onnx-error.js';
import type { GraphProto, ModelProto, NodeProto } from '../proto/onnx_pb.js';
import type { ValueInfoProto } from '../proto/tensor_pb.js';
import { Attributes } from './attributes.js';
import { readInitializer, type Constant, type ReadExternalBytes } from './constant.js';

/** One operator of a graph. */
export interface GraphNode {
  /** Its own name, or that of its first output. */
  readonly name: string;
  /** The operator, with its domain where that is not the standard's own: `com.microsoft.FusedConv`. */
  readonly type: string;
  /** What the file calls it, where that is another name. */
  readonly shown?: string;
  /** Names of tensors; the empty name stands for an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  /** The file and the operator, for messages. */
  readonly where: string;
}

/** An input of a graph; lengths that are open are `undefined`. */
export interface GraphInput {
  readonly name: string;
  readonly shape: readonly (number | undefined)[];
}

/** The operators of a file, each after all that it reads, and its constants by name. */
export interface Graph {
  readonly name: string;
  /** The file, for messages. */
  readonly file: string;
  /** The version of the standard's set of operators. */
  readonly opset: number;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
}

/** The sets of operators whose meaning is known. */
export const OPSETS = { first: 7, last: 25 };

/** The domain of the standard's own operators, under both of its names. */
const standard: readonly string[] = ['', 'ai.onnx'];

/**
 * The graph of a file.
 *
 * @throws OnnxError (`ONNX_FORMAT`) when an operator reads what none before it gives (as in a circle), two give the same, or a
 *   weight has another size than it says; (`ONNX_EXTERNAL`) as `readExternal` does.
 */
export async function readGraph(
  model: ModelProto,
  graph: GraphProto,
  file: string,
  readExternal: ReadExternalBytes,
): Promise<Graph> {
  const opset = opsetOf(model, file);
  const constants = new Map<string, Constant>();
  for (const proto of graph.initializer) {
    const where = `${file}: initializer "${proto.name}"`;
    if (constants.has(proto.name)) {
      throw new OnnxError('ONNX_FORMAT', `${where} is there twice`);
    }
    constants.set(proto.name, await readInitializer(proto, where, readExternal));
  }
  const inputs = graph.input.filter(({ name }) => !constants.has(name)).map(inputOf);
  const nodes = graph.node.map((node) => nodeOf(node, file));
  const outputs = graph.output.map(({ name }) => name);
  checkOrder(nodes, [...constants.keys(), ...inputs.map(({ name }) => name)], outputs, file);
  return { name: graph.name, file, opset, inputs, outputs, nodes, constants };
}

/** The version of the standard's set of operators in a model, where it has any of them. */
export function standardOpset({ opsetImport }: ModelProto): number | undefined {
  const found = opsetImport.find(({ domain }) => standard.includes(domain));
  return found && Number(found.version);
}

function opsetOf(model: ModelProto, file: string): number {
  const version = standardOpset(model) ?? 1;
  if (version >= OPSETS.first && version <= OPSETS.last) return version;
  throw new OnnxError(
    'ONNX_FORMAT',
    `${file} has operators of version ${version}, expected ${OPSETS.first} to ${OPSETS.last}; convert it with onnx.version_converter`,
  );
}

/** An input with the lengths that a file says of it. */
export function inputOf({ name, type }: ValueInfoProto): GraphInput {
  const dims = type?.value.value?.shape?.dim;
  if (dims === undefined) return { name, shape: [] };
  const lengths = dims.map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : 0));
  // A length that is not positive is written by some for one that is open.
  return { name, shape: lengths.map((length) => (length > 0 ? length : undefined)) };
}

/** An operator as a file has it. */
export function nodeOf(
  { name, opType, domain, input, output, attribute }: NodeProto,
  file: string,
): GraphNode {
  const [first = opType] = output;
  const label = name || first;
  const type = standard.includes(domain) ? opType : `${domain}.${opType}`;
  const where = `${file}: operator "${label}" (${type})`;
  const attributes = new Attributes(attribute, where);
  return { name: label, type, inputs: input, outputs: output, attributes, where };
}

/** @throws OnnxError (`ONNX_FORMAT`) when a node reads what none before it gives, or gives what is there already */
export function checkOrder(
  nodes: readonly GraphNode[],
  given: readonly string[],
  outputs: readonly string[],
  file: string,
): void {
  const known = new Set(given);
  for (const { inputs, outputs, where } of nodes) {
    const missing = inputs.find((input) => input !== '' && !known.has(input));
    if (missing !== undefined) {
      throw new OnnxError(
        'ONNX_FORMAT',
        `${where} reads "${missing}", which nothing before it gives`,
      );
    }
    for (const output of outputs) {
      if (known.has(output) && output !== '') {
        throw new OnnxError('ONNX_FORMAT', `${where} gives "${output}", which is there already`);
      }
      known.add(output);
    }
  }
  known.delete(''); // stands for what is left out
  const missing = outputs.find((output) => !known.has(output));
  if (missing !== undefined) {
    throw new OnnxError('ONNX_FORMAT', `${file}: nothing gives the output "${missing}"`);
  }
}

/**
 * Computes something of a node; an error of a library below says which node it was.
 *
 * @throws OnnxError (`ONNX_FORMAT`) in place of such an error.
 */
export function atNode<T>({ where }: GraphNode, compute: () => T): T {
  try {
    return compute();
  } catch (cause) {
    if (!(cause instanceof GenderError) || cause instanceof OnnxError) throw cause;
    throw new OnnxError('ONNX_FORMAT', `${where}: ${cause.message}`, { cause });
  }
}

/** The nodes on which some tensors depend, in their order. */
export function requiredNodes<T extends Pick<GraphNode, 'inputs' | 'outputs'>>(
  nodes: readonly T[],
  outputs: readonly string[],
): T[] {
  const wanted = new Set(outputs);
  return nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((output) => wanted.has(output))) return false;
      node.inputs.forEach((input) => wanted.add(input));
      return true;
    })
    .reverse();
}

/** The tensor that a node gives, for operators that give one; others of its outputs are not read by anyone. */
export function firstOutput({ outputs, where }: GraphNode): string {
  return required(outputs[0], `the output of ${where}`);
}
