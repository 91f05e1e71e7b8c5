import { NetworkBuilder, type Network } from '@gender/network';
import { z } from 'zod';
import { decodeLayer, isKnownLayer } from '../converters/layer-converters.js';
import { KerasError } from '../keras-error.js';
import { DecodeContext } from './decode-context.js';
import type { LayerEntry, ModelConfig, TensorRef } from '../model-config.js';
import { leavesOf } from '../weight-groups.js';
import type { LayerVariables, WeightStore } from '../weight-store.js';

const shape = z.array(z.int().positive().nullable());

/** An input's shape with the batch axis, as Keras 2 and as Keras 3 call it. */
const inputConfig = z.object({
  batch_input_shape: shape.optional(),
  batch_shape: shape.optional(),
});

/** What stays the same while a model is flattened. */
interface Conversion {
  readonly builder: NetworkBuilder;
  readonly weights: WeightStore;
}

/**
 * A Keras model as a network: nested models are flattened, a layer that is applied twice becomes
 * two layers that share their weights, activations become layers of their own.
 *
 * @throws KerasError when it holds what networks do not have.
 */
export function convertModel(model: ModelConfig, weights: WeightStore): Network {
  requireKnownLayers(weights.path, model);
  const input = networkInput(weights.path, model);
  const builder = new NetworkBuilder(input);
  const output = apply({ builder, weights }, model, input.name);
  return builder.build({ name: model.name, output });
}

/**
 * Adds a model's layers.
 *
 * @param outer - the layer of the outermost model in which this model lies
 * @returns the name of what it gives
 */
function apply(
  conversion: Conversion,
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
  conversion: Conversion,
  model: ModelConfig,
  input: string,
  outer?: LayerEntry,
): string {
  const [entry, output] = requireOneEach(conversion.weights.path, model);
  const done = new Map([[refKey(entry), input]]);
  let open = model.layers.flatMap((layer) =>
    layer.applications.map((refs, index) => ({
      layer,
      refs,
      key: refKey({ layer: layer.name, application: layer.firstApplication + index }),
    })),
  );
  while (open.length > 0) {
    const waiting = open.filter(({ layer, refs, key }) => {
      const inputs = refs
        .map((ref) => done.get(refKey(ref)))
        .filter((input) => input !== undefined);
      if (inputs.length < refs.length) return true;
      done.set(key, applyLayer(conversion, layer, inputs, outer));
      return false;
    });
    const [stuck] = waiting;
    if (stuck && waiting.length === open.length) {
      throw unreachable(conversion.weights.path, stuck.layer.name);
    }
    open = waiting;
  }
  const result = done.get(refKey(output));
  if (result === undefined) throw unreachable(conversion.weights.path, output.layer);
  return result;
}

function applyLayer(
  conversion: Conversion,
  layer: LayerEntry,
  inputs: readonly string[],
  outer = layer,
): string {
  const { builder, weights } = conversion;
  const isLeaf = layer.model === undefined && layer.className !== 'InputLayer';
  const variables: LayerVariables = isLeaf ? weights.read(outer, layer) : new Map();
  const context = new DecodeContext(weights.path, layer, inputs, builder, variables);
  if (layer.className === 'InputLayer') return context.input;
  return layer.model ? apply(conversion, layer.model, context.input, outer) : decodeLayer(context);
}

/** The input's name and shape, from an InputLayer or from the first layer of a Sequential. */
function networkInput(path: string, model: ModelConfig): Network['input'] {
  const entry =
    model.className === 'Sequential'
      ? model.layers[0]
      : model.layers.find(({ name }) => name === model.inputs[0]?.layer);
  if (entry?.model) return networkInput(path, entry.model);
  const { batch_input_shape: keras2, batch_shape: keras3 } = inputConfig.parse(entry?.config ?? {});
  const batchShape = keras2 ?? keras3 ?? null;
  const [, ...lengths] = batchShape ?? [];
  const shape = lengths.filter((length) => length !== null);
  if (!entry || shape.length === 0 || shape.length < lengths.length) {
    throw new KerasError(
      'KERAS_UNSUPPORTED',
      `${path} does not fix the size of its input (${JSON.stringify(batchShape)}); save the model with an input shape`,
    );
  }
  const name = entry.className === 'InputLayer' ? entry.name : `${entry.name}_input`;
  return { name, shape };
}

function requireKnownLayers(path: string, { layers }: ModelConfig): void {
  for (const { className, name } of layers.flatMap(leavesOf)) {
    if (!isKnownLayer(className)) {
      throw new KerasError(
        'KERAS_UNSUPPORTED',
        `${path}: layer "${name}" (${className}) has a class that networks do not have`,
      );
    }
  }
}

function requireOneEach(path: string, model: ModelConfig): readonly [TensorRef, TensorRef] {
  const [input, ...inputs] = model.inputs;
  const [output, ...outputs] = model.outputs;
  if (input && output && inputs.length === 0 && outputs.length === 0) return [input, output];
  throw new KerasError(
    'KERAS_UNSUPPORTED',
    `${path}: model "${model.name}" has ${model.inputs.length} inputs and ${model.outputs.length} outputs; one of each is read`,
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
