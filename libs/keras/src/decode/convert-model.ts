import { NetworkBuilder, type Network } from '@gender/network';
import { decodeLayer, isKnownLayer } from '../converters/layer-converters.js';
import { KerasError } from '../keras-error.js';
import { DecodeContext, type Conversion } from './decode-context.js';
import { rawPixels, takesPixels } from './raw-pixels.js';
import {
  batchShapeOf,
  leavesOf,
  type LayerEntry,
  type ModelConfig,
  type TensorRef,
} from '../model-config.js';
import { requireShapes } from './require-shapes.js';
import { refuseTraining, trainingOf } from './training.js';
import type { LayerVariables, WeightStore } from '../weight-store.js';

/** Rows and columns of the pictures that stand for those of any size. */
const EXAMPLE_SIZE = 224;

export interface ConvertOptions {
  /** The layer whose output is the network's, by its name in Keras, where the model has several outputs. */
  readonly output?: string | undefined;
  /** The shape of the input, without the batch, for models that take pictures of any size. */
  readonly inputShape?: readonly number[] | undefined;
}

/** What stays the same while a model is flattened. */
interface ModelConversion extends Conversion {
  readonly weights: WeightStore;
  readonly output: string | undefined;
  /** What networks do not have, to be said at once. */
  readonly problems: KerasError[];
  /** What the applications of the models around say of `training`, the nearest that says anything. */
  readonly training?: boolean | undefined;
}

/**
 * A Keras model as a network: nested models are flattened, a layer that is applied twice becomes
 * two layers that share their weights, activations become layers of their own.
 *
 * @throws KerasError when it holds what networks do not have, all of it in one message.
 */
export function convertModel(
  model: ModelConfig,
  weights: WeightStore,
  { output, inputShape }: ConvertOptions = {},
): Network {
  const { path } = weights;
  const leaves = model.layers.flatMap(leavesOf);
  refuse(
    path,
    leaves.filter((leaf) => !isKnownLayer(leaf)).map((leaf) => unknownLayer(path, leaf)),
  );
  const input = networkInput(path, model, inputShape);
  const builder = new NetworkBuilder(input);
  const version = leaves.some(({ config }) => 'batch_shape' in config) ? 3 : 2;
  const conversion: ModelConversion = { path, version, builder, weights, output, problems: [] };
  const given = applyAll(conversion, model, input.name);
  const network = builder.build({ name: model.name, output: given });
  return takesPixels(network) ? { ...network, normalization: rawPixels(network) } : network;
}

/** Adds all layers; where some could not be, all are named, and what followed from them is not. */
function applyAll(conversion: ModelConversion, model: ModelConfig, input: string): string {
  const { path, problems } = conversion;
  try {
    return apply(conversion, model, input);
  } catch (error) {
    if (problems.length === 0) throw error;
    return input;
  } finally {
    refuse(path, problems);
  }
}

/**
 * Adds a model's layers.
 *
 * @param outer - the layer of the outermost model in which this model lies
 * @returns the name of what it gives
 */
function apply(
  conversion: ModelConversion,
  model: ModelConfig,
  input: string,
  outer?: LayerEntry,
): string {
  if (model.className !== 'Sequential') return applyGraph(conversion, model, input, outer);
  return model.layers.reduce(
    (current, layer) => applyLayer(conversion, layer, [current], outer),
    input,
  );
}

/** Layers in the file's order, as soon as all that they read is there. */
function applyGraph(
  conversion: ModelConversion,
  model: ModelConfig,
  input: string,
  outer?: LayerEntry,
): string {
  const wanted = outer === undefined ? conversion.output : undefined;
  const [entry, output] = requireOneEach(conversion.path, model, wanted);
  const done = new Map([[refKey(entry), input]]);
  let open = model.layers.flatMap((layer) =>
    layer.applications.map((refs, index) => ({
      layer,
      refs,
      node: layer.nodes[index],
      key: refKey({ layer: layer.name, application: layer.firstApplication + index }),
    })),
  );
  while (open.length > 0) {
    const waiting = open.filter(({ layer, refs, node, key }) => {
      const inputs = refs
        .map((ref) => done.get(refKey(ref)))
        .filter((input) => input !== undefined);
      if (inputs.length < refs.length) return true;
      done.set(key, applyLayer(conversion, layer, inputs, outer, node));
      return false;
    });
    const [stuck] = waiting;
    if (stuck && waiting.length === open.length) {
      throw unreachable(conversion.path, stuck.layer.name);
    }
    open = waiting;
  }
  const result = done.get(refKey(output));
  if (result === undefined) throw unreachable(conversion.path, output.layer);
  return result;
}

function applyLayer(
  conversion: ModelConversion,
  layer: LayerEntry,
  inputs: readonly string[],
  outer = layer,
  node?: unknown,
): string {
  const { builder, weights, problems } = conversion;
  const isLeaf = layer.model === undefined && layer.className !== 'InputLayer';
  const variables: LayerVariables = isLeaf ? weights.read(outer, layer) : new Map();
  const [first] = inputs;
  // Behind what networks do not have, shapes mean nothing.
  if (first !== undefined && problems.length === 0) {
    requireShapes(weights.path, layer, variables, builder.shapeOf(first));
  }
  const context = new DecodeContext(conversion, layer, inputs, variables, node);
  if (layer.className === 'InputLayer') return context.input;
  const training = trainingOf(node) ?? conversion.training;
  if (layer.model) return apply({ ...conversion, training }, layer.model, context.input, outer);
  try {
    refuseTraining(context, training);
    return decodeLayer(context);
  } catch (error) {
    if (!(error instanceof KerasError) || error.code !== 'KERAS_UNSUPPORTED') throw error;
    problems.push(error);
    return context.input;
  }
}

/** The input's name and shape, from an InputLayer or from the first layer of a Sequential. */
function networkInput(
  path: string,
  model: ModelConfig,
  given?: readonly number[],
): Network['input'] {
  const entry =
    model.className === 'Sequential'
      ? model.layers[0]
      : model.layers.find(({ name }) => name === model.inputs[0]?.layer);
  if (entry?.model) return networkInput(path, entry.model, given);
  const batchShape = (entry && batchShapeOf(path, entry)) ?? null;
  const [, ...lengths] = batchShape ?? [];
  const shape = lengths.map((length, axis) => length ?? given?.[axis] ?? example(lengths, axis));
  const fixed = shape.filter((length) => length !== undefined);
  if (!entry || shape.length === 0 || fixed.length < shape.length) {
    throw new KerasError(
      'KERAS_INPUT',
      `${path} does not fix the size of its input (${JSON.stringify(batchShape)}); give it with the option inputShape`,
    );
  }
  if (
    given &&
    (given.length !== shape.length || given.some((length, axis) => length !== shape[axis]))
  ) {
    throw new KerasError(
      'KERAS_INPUT',
      `${path} takes inputs of shape ${JSON.stringify(lengths)}, not (${given.join(', ')}), the option inputShape`,
    );
  }
  const name = entry.className === 'InputLayer' ? entry.name : `${entry.name}_input`;
  const anySize = given === undefined && lengths.includes(null);
  return { name, shape: fixed, ...(anySize && { anySize }) };
}

/** Rows and columns of pictures that may have any; another open axis has no example. */
function example(lengths: readonly (number | null)[], axis: number): number | undefined {
  const [height, width, channels] = lengths;
  const isMap = lengths.length === 3 && height === null && width === null && channels !== null;
  return isMap && axis < 2 ? EXAMPLE_SIZE : undefined;
}

function unknownLayer(path: string, { name, className, customName }: LayerEntry): KerasError {
  return new KerasError(
    'KERAS_UNSUPPORTED',
    `${path}: layer "${name}" (${customName ?? className}) has a class that networks do not have`,
  );
}

/** Throws what there is to say, as one error. */
function refuse(path: string, problems: readonly KerasError[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  const messages = problems.map(({ message }) => message.replace(`${path}: `, ''));
  throw new KerasError('KERAS_UNSUPPORTED', `${path}: ${messages.join('; ')}`, { cause: first });
}

/** @param wanted - the layer whose output is asked for */
function requireOneEach(
  path: string,
  model: ModelConfig,
  wanted?: string,
): readonly [TensorRef, TensorRef] {
  const [input, ...inputs] = model.inputs;
  const found = model.outputs.filter(({ layer }) => wanted === undefined || layer === wanted);
  const [output, ...outputs] = found;
  if (input && output && inputs.length === 0 && outputs.length === 0) return [input, output];
  if (model.inputs.length !== 1) {
    throw new KerasError(
      'KERAS_UNSUPPORTED',
      `${path}: model "${model.name}" has ${model.inputs.length} inputs, expected one`,
    );
  }
  const names = model.outputs.map(({ layer }) => `"${layer}"`).join(', ');
  const asked = wanted === undefined ? '' : `, none of them "${wanted}" alone`;
  throw new KerasError(
    'KERAS_OUTPUT',
    `${path}: model "${model.name}" has ${model.outputs.length} outputs (${names})${asked}; one is read: name it with the option output`,
  );
}

function unreachable(path: string, name: string): KerasError {
  return new KerasError(
    'KERAS_FORMAT',
    `${path}: layer "${name}" reads what no layer of its model gives`,
  );
}

function refKey({ layer, application }: TensorRef): string {
  return `${application} ${layer}`;
}
