import { isChain, type KerasGraph, type KerasLayer } from './keras-graph.js';

export interface EncodeModelOptions {
  /** Whether to name modules, which `.keras` archives need and older versions do not know. */
  readonly modules: boolean;
}

/**
 * A model's `model_config`, to be written as JSON: a `Sequential` for a chain, else a functional
 * `Model` in tf.keras' form, which Keras 3 and TensorFlow.js read as well.
 */
export function encodeModel(graph: KerasGraph, options: EncodeModelOptions): object {
  return isChain(graph) ? encodeSequential(graph, options) : encodeFunctional(graph, options);
}

function encodeSequential(
  { name, input, layers }: KerasGraph,
  options: EncodeModelOptions,
): object {
  const encoded = [inputLayer(input), ...layers].map((layer) =>
    keyed('keras.layers', layer, options),
  );
  return keyed('keras', { className: 'Sequential', config: { name, layers: encoded } }, options);
}

function encodeFunctional(
  { name, input, layers }: KerasGraph,
  options: EncodeModelOptions,
): object {
  const encoded = [inputLayer(input), ...layers].map((layer) => ({
    ...keyed('keras.layers', layer, options),
    name: layer.name,
    inbound_nodes: layer.inputs.length === 0 ? [] : [layer.inputs.map((from) => [from, 0, 0, {}])],
  }));
  const config = {
    name,
    layers: encoded,
    input_layers: [[input.name, 0, 0]],
    output_layers: [[layers.at(-1)?.name ?? input.name, 0, 0]],
  };
  return keyed('keras', { className: 'Model', config }, options);
}

/** The input as Keras counts it: a layer. */
export function inputLayer({ name, shape, anySize = false }: KerasGraph['input']): KerasLayer {
  const batchShape = [null, ...shape.map((length, axis) => (anySize && axis < 2 ? null : length))];
  const config = { batch_input_shape: batchShape, dtype: 'float32', sparse: false, name };
  return { name, className: 'InputLayer', config, inputs: [], weights: [] };
}

function keyed(
  module: string,
  { className, config }: { className: string; config: object },
  { modules }: EncodeModelOptions,
): object {
  const plain = { class_name: className, config };
  return modules ? { module, ...plain, registered_name: null } : plain;
}
