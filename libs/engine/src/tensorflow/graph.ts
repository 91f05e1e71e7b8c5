import { required } from '@gender/core';
import { layerWeights, requiredLayers, type Layer, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import type { TensorFlow, TfTensor } from './api.js';
import { computeLayer, type TensorFlowWeights } from './compute-layer.js';

/** A network whose weights are TensorFlow's; dispose of it to free them. */
export class TensorFlowGraph implements Disposable {
  readonly #tf: TensorFlow;
  readonly #input: string;
  readonly #outputs: readonly string[];
  readonly #layers: readonly Layer[];
  readonly #weights: ReadonlyMap<string, TensorFlowWeights>;
  /** For each activation, how many layers and results read it. */
  readonly #readers: ReadonlyMap<string, number>;

  /** @param outputs - the layers whose activations `run` returns; others are not computed */
  constructor(tf: TensorFlow, network: Network, outputs: readonly string[]) {
    this.#tf = tf;
    this.#input = network.input.name;
    this.#outputs = outputs;
    this.#layers = requiredLayers(network, outputs);
    this.#weights = new Map(this.#layers.map((layer) => [layer.name, loadWeights(tf, layer)]));
    this.#readers = countReaders([...this.#layers.flatMap(({ inputs }) => inputs), ...outputs]);
  }

  /**
   * The activations of a batch, one tensor for each output.
   *
   * @param input - shape `(N, …network.input.shape)`
   */
  run(input: Float32Tensor): Float32Tensor[] {
    const results = this.#tf.tidy(() => {
      const activations = new Map([[this.#input, toTensorFlow(this.#tf, input)]]);
      const pending = new Map(this.#readers);
      for (const layer of this.#layers) {
        const inputs = layer.inputs.map((name) => activationOf(activations, name));
        const weights = required(this.#weights.get(layer.name), `the weights of "${layer.name}"`);
        activations.set(layer.name, computeLayer(this.#tf, layer, inputs, weights));
        layer.inputs.forEach((name) => {
          release(activations, pending, name);
        });
      }
      return this.#outputs.map((name) => activationOf(activations, name).clone());
    });
    return results.map(takeFromTensorFlow);
  }

  [Symbol.dispose](): void {
    for (const weights of this.#weights.values()) {
      Object.values(weights).forEach((weight) => {
        weight.dispose();
      });
    }
  }
}

/** A tensor of TensorFlow's with the same elements; the data belongs to it from now on. */
export function toTensorFlow(tf: TensorFlow, { data, shape }: Float32Tensor): TfTensor {
  return tf.tensor(data, shape);
}

/**
 * Copies a tensor of float32 out of TensorFlow and disposes of it there. Not to be returned from
 * `tidy`, which walks through every element of what it returns in search of tensors.
 */
export function takeFromTensorFlow(source: TfTensor): Float32Tensor {
  const data = new Float32Array(source.dataSync());
  source.dispose();
  return tensor('float32', [...source.shape], data);
}

function loadWeights(tf: TensorFlow, layer: Layer): TensorFlowWeights {
  return Object.fromEntries(
    layerWeights(layer).map((weight) => [weight.name, toTensorFlow(tf, weight.tensor)]),
  );
}

function countReaders(names: readonly string[]): Map<string, number> {
  const readers = new Map<string, number>();
  for (const name of names) readers.set(name, (readers.get(name) ?? 0) + 1);
  return readers;
}

/** One reader less; the last one frees the activation, so that a run holds few at a time. */
function release(
  activations: Map<string, TfTensor>,
  pending: Map<string, number>,
  name: string,
): void {
  const left = required(pending.get(name), `the readers of "${name}"`) - 1;
  pending.set(name, left);
  if (left > 0) return;
  activationOf(activations, name).dispose();
  activations.delete(name);
}

function activationOf(activations: ReadonlyMap<string, TfTensor>, name: string): TfTensor {
  return required(activations.get(name), `the activation of "${name}"`);
}
