import { GenderError, required } from '@gender/core';
import { requiredLayers, validateNetwork, type Network, type NetworkInput } from '@gender/network';
import { OnnxError } from './onnx-error.js';
import { isForAnySize, leavesSizeOpen, type Lowered } from './read/any-size.js';
import { axesInOrder } from './read/axes.js';
import { renewOperators } from './read/current-operators.js';
import { foldConstants } from './read/fold-constants.js';
import { fuseOperators } from './read/fuse-operators.js';
import { requiredNodes, type Graph, type GraphInput } from './read/graph.js';
import { isActivation, MAP_ORDER, type Activation, type LayerGraph } from './read/layer-graph.js';
import { lowerGraph } from './read/lower-graph.js';

/** What is said of a graph besides its operators. */
export interface GraphOptions {
  /** Rows, columns and channels of the pictures, where the file leaves them open. */
  inputShape?: readonly [height: number, width: number, channels: number] | undefined;
  /** The output to read; default: the only one. */
  output?: string | undefined;
  /** Whether pictures are known to be `(N, H, W, C)`; otherwise the operators tell. */
  channelsLast?: boolean;
  /** What is known of the network besides what it computes. */
  known?: Pick<Network, 'classes' | 'temperature' | 'normalization'>;
}

/**
 * The network that a graph computes, whichever file it comes from.
 *
 * @throws OnnxError as `readOnnx` does, but `ONNX_EXTERNAL`.
 */
export function networkOfGraph(whole: Graph, options: GraphOptions): Network {
  const { file } = whole;
  const { channelsLast = false, known = {} } = options;
  const output = outputOf(whole, options.output);
  const graph = simplify({ ...whole, outputs: [output] });
  const origin = onlyInput(usedInputs(graph), file);
  const layout: Layout = { channelsLast: channelsLast || isChannelsLast(graph, origin) };
  const { input, value } = networkInput(origin, layout, options.inputShape, file);
  const lower = (shape: readonly number[]): Lowered =>
    lowered(graph, { ...input, shape }, { value, batch: origin.shape[0], layout });
  const found = lower(input.shape);
  const network: Network = { name: graph.name || 'network', input, ...found, ...known };
  const isOpen = leavesSizeOpen(origin, graph) && isForAnySize(input.shape, found, lower);
  return finish(network, isOpen, file);
}

/** How the input of a graph is held. */
interface Held {
  /** The file's tensor that the input of the network is. */
  readonly value: Activation;
  /** The number of pictures that the file is made for, where it says so. */
  readonly batch: number | undefined;
  readonly layout: Layout;
}

/** The layers on which the only output of a graph depends, for pictures of one size. */
function lowered(graph: Graph, input: NetworkInput, { value, batch, layout }: Held): Lowered {
  const { name, file, outputs } = graph;
  const layers = lowerGraph(graph, input, value, batch);
  const output = outputLayer(layers, required(outputs[0], 'the output'), layout, file);
  const all = { name, input, layers: [...layers.layers], output };
  return { layers: requiredLayers(all, [output]), output };
}

function simplify(graph: Graph): Graph {
  const nodes = requiredNodes(graph.nodes, graph.outputs);
  return fuseOperators(foldConstants(renewOperators({ ...graph, nodes })));
}

/** How the file has the axes of pictures. */
interface Layout {
  /** `(N, H, W, C)` in place of `(N, C, H, W)`. */
  readonly channelsLast: boolean;
}

/** The output that is wanted, or the only one. @throws OnnxError (`ONNX_OUTPUT`) */
export function outputOf(
  { outputs, file }: Pick<Graph, 'outputs' | 'file'>,
  wanted: string | undefined,
): string {
  const [first, ...others] = outputs;
  if (wanted !== undefined && outputs.includes(wanted)) return wanted;
  if (wanted === undefined && first !== undefined && others.length === 0) return first;
  const listed = outputs.join(', ');
  throw new OnnxError(
    'ONNX_OUTPUT',
    wanted === undefined
      ? `${file} has ${outputs.length} outputs (${listed}); say which one to read`
      : `${file} has no output "${wanted}", its outputs are ${listed}`,
  );
}

/** The inputs on which anything depends. */
function usedInputs({ inputs, nodes, outputs }: Graph): GraphInput[] {
  const read = new Set([...nodes.flatMap((node) => node.inputs), ...outputs]);
  return inputs.filter(({ name }) => read.has(name));
}

/** @throws OnnxError (`ONNX_INPUT`) unless there is one input */
export function onlyInput(used: readonly GraphInput[], file: string): GraphInput {
  const [input, ...others] = used;
  if (input !== undefined && others.length === 0) return input;
  const names = used.map(({ name }) => `"${name}"`).join(', ');
  throw new OnnxError(
    'ONNX_GRAPH',
    `${file} computes its output from ${used.length} inputs${names && ` (${names})`}, expected one`,
  );
}

/** Whether pictures have their channels last: where they are transposed before anything else, or have few channels there only. */
export function isChannelsLast(
  { nodes }: Pick<Graph, 'nodes'>,
  { name, shape }: GraphInput,
): boolean {
  const readers = nodes.filter(({ inputs }) => inputs.includes(name));
  const isTransposed = readers.every(
    ({ type, attributes }) => type === 'Transpose' && String(attributes.ints('perm')) === '0,3,1,2',
  );
  const [, first = 0, , last = 0] = shape;
  return isTransposed || (last > 0 && last <= 4 && first > 4);
}

/** No input holds more numbers: pictures of 16 384 × 16 384 do. */
const MAX_INPUT = 2 ** 30;

/** The input of a network, and the file's tensor that it is. @throws OnnxError (`ONNX_INPUT`) where its shape is open */
export function networkInput(
  { name, shape }: GraphInput,
  { channelsLast }: Layout,
  given: GraphOptions['inputShape'],
  file: string,
): { input: NetworkInput; value: Activation } {
  const rank = shape.length;
  const order = rank === 4 && !channelsLast ? MAP_ORDER : [...shape.keys()].slice(1);
  const lengths = order.map((axis, place) => shape[axis] ?? given?.[place]);
  const known = lengths.filter((length) => length !== undefined);
  const found = `the input "${name}" (${shape.map((length) => length ?? '?').join(', ')})`;
  if (rank < 2 || known.length < lengths.length) {
    throw rank < 2
      ? new OnnxError('ONNX_GRAPH', `${file}: ${found} has no shape of pictures or vectors`)
      : new OnnxError('ONNX_INPUT', `${file}: ${found} leaves its size open; say its shape`);
  }
  const differs = given !== undefined && String(given) !== String(known);
  if (differs || known.reduce((a, b) => a * b, 1) > MAX_INPUT) {
    const expected = differs ? `(${given.join(', ')})` : `at most ${MAX_INPUT} numbers`;
    throw new OnnxError(
      'ONNX_INPUT',
      `${file}: ${found} takes (${known.join(', ')}), channels last, expected ${expected}`,
    );
  }
  return {
    input: { name, shape: known },
    value: { layer: name, tensor: name, axes: axesInOrder(order) },
  };
}

/** The layer that holds the output, a feature map with its channels last. */
function outputLayer(
  layers: LayerGraph,
  output: string,
  { channelsLast }: Layout,
  file: string,
): string {
  const value = required(layers.find(output), `the value of "${output}"`);
  if (!isActivation(value)) {
    throw new OnnxError(
      'ONNX_OUTPUT',
      `${file}: the output "${output}" does not depend on the input`,
    );
  }
  // A file for one picture may have squeezed the batch away, which a network has always.
  const axes = value.axes.flat().includes(0) ? value.axes : [[0], ...value.axes];
  if (String(axes[0]) !== '0') {
    const why = 'does not have the batch, and it alone, as its first axis';
    throw new OnnxError('ONNX_OUTPUT', `${file}: the output "${output}" ${why}`);
  }
  const order = axes.length === 4 && !channelsLast ? MAP_ORDER : [...axes.keys()].slice(1);
  const layer = layers.read({ ...value, axes }, order);
  if (layers.layers.some(({ name }) => name === layer)) return layer;
  throw new OnnxError('ONNX_OUTPUT', `${file}: the output "${output}" is the input itself`);
}

/** A network that is valid, for pictures of any size where the graph and its layers allow it. */
function finish(network: Network, isOpen: boolean, file: string): Network {
  const { input } = network;
  if (isOpen) {
    const anySize = validated({ ...network, input: { ...input, anySize: true } }, file);
    if (!(anySize instanceof OnnxError)) return anySize;
  }
  const result = validated(network, file);
  if (result instanceof OnnxError) throw result;
  return result;
}

function validated(network: Network, file: string): Network | OnnxError {
  try {
    return validateNetwork(network);
  } catch (cause) {
    if (!(cause instanceof GenderError)) throw cause;
    return new OnnxError('ONNX_FORMAT', `${file}: ${cause.message}`, { cause });
  }
}
