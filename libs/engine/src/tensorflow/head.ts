import { isDeepStrictEqual } from 'node:util';
import type { Parameter } from '@gender/kernels';
import type { Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import type { TensorFlow, TfTensor } from './api.js';
import { takeFromTensorFlow, toTensorFlow } from './graph.js';
import { computeLayer, type TensorFlowWeights } from './compute-layer.js';
import { TensorFlowVariable } from './variable.js';
import { withWeights, type TrainableHead } from '../trainer-head.js';
import type { TrainerSettings } from '../trainer-options.js';
import type { BatchResult } from '../trainer.js';

/** A head in training, its weights TensorFlow's; dispose of it to free them. */
export class TensorFlowHead implements Disposable {
  readonly #tf: TensorFlow;
  readonly #head: TrainableHead;
  readonly #settings: TrainerSettings;
  readonly #variables: readonly TensorFlowVariable[];

  constructor(tf: TensorFlow, head: TrainableHead, settings: TrainerSettings) {
    this.#tf = tf;
    this.#head = head;
    this.#settings = settings;
    this.#variables = head.weights.map(
      ({ layer, parameter, tensor: start }) =>
        new TensorFlowVariable(tf, `${layer}/${parameter.kind}`, start),
    );
  }

  /**
   * One step of Adam.
   *
   * @param step - which one, from 1
   * @param features - shape `(N, …head.input.shape)`
   * @param masks - for each dropout layer in order, N × units bytes: 1 keeps a unit, 0 drops it
   */
  train(
    step: number,
    features: Float32Tensor,
    labels: Uint32Array,
    masks: readonly Uint8Array[],
  ): BatchResult {
    const tf = this.#tf;
    const { result, gradients } = tf.tidy(() => this.#backward(features, labels, masks));
    gradients.forEach((gradient, index) => {
      this.#variables[index]?.applyAdam(gradient, this.#settings.adam, step);
      gradient.dispose();
    });
    return result;
  }

  /** Class probabilities without dropout, shape `(N, classes)`. */
  predict(features: Float32Tensor): Float32Tensor {
    const tf = this.#tf;
    const probabilities = tf.tidy(() => {
      const weights = this.#variables.map((variable) => variable.read());
      return tf.softmax(this.#logits(toTensorFlow(tf, features), weights));
    });
    return takeFromTensorFlow(probabilities);
  }

  /** The head with its present weights. */
  network(): Network {
    const weights = this.#variables.map((variable) => takeFromTensorFlow(variable.read()));
    return withWeights(this.#head, weights);
  }

  /** The variable of a parameter. */
  variable(wanted: Parameter): TensorFlowVariable {
    const index = this.#head.weights.findIndex(({ parameter }) =>
      isDeepStrictEqual(parameter, wanted),
    );
    const variable = this.#variables[index];
    if (variable) return variable;
    throw new RangeError(`the head has no ${wanted.kind}`);
  }

  [Symbol.dispose](): void {
    this.#variables.forEach((variable) => {
      variable[Symbol.dispose]();
    });
  }

  /** What the batch says and the gradients of its loss, one for each weight. */
  #backward(
    features: Float32Tensor,
    labels: Uint32Array,
    masks: readonly Uint8Array[],
  ): { result: BatchResult; gradients: TfTensor[] } {
    const tf = this.#tf;
    const batch = toTensorFlow(tf, features);
    let correct = 0;
    const loss = (...weights: TfTensor[]): TfTensor => {
      const logits = this.#logits(batch, weights, this.#scaledMasks(labels.length, masks));
      correct = countCorrect(tf.argMax(logits, -1), labels);
      const crossEntropy = this.#crossEntropy(logits, labels);
      return this.#settings.loss.l2 > 0
        ? tf.add(crossEntropy, this.#penalty(weights))
        : crossEntropy;
    };
    const weights = this.#variables.map((variable) => variable.read());
    const { value, grads } = tf.valueAndGrads(loss)(weights);
    return { result: { loss: value.dataSync()[0] ?? 0, correct }, gradients: grads };
  }

  /** The mean over the pictures of −Σ t log p, times what the picture's class counts. */
  #crossEntropy(logits: TfTensor, labels: Uint32Array): TfTensor {
    const tf = this.#tf;
    const { labelSmoothing, classWeights } = this.#settings.loss;
    const classes = classWeights.length;
    const own = tf.oneHot(tf.tensor(Int32Array.from(labels), [labels.length], 'int32'), classes);
    const targets = tf.add(tf.mul(own, 1 - labelSmoothing), labelSmoothing / classes);
    const losses = tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), [-1]));
    const shares = Float32Array.from(labels, (label) => classWeights[label] ?? 1);
    return tf.mean(tf.mul(losses, tf.tensor(shares, [labels.length])));
  }

  /** λ·Σw² over every dense kernel. */
  #penalty(weights: readonly TfTensor[]): TfTensor {
    const tf = this.#tf;
    const squares = this.#head.weights.flatMap(({ parameter }, index) => {
      const weight = weights[index];
      return weight && parameter.kind === 'kernel' ? [tf.sum(tf.mul(weight, weight))] : [];
    });
    return tf.mul(tf.addN(squares), this.#settings.loss.l2);
  }

  /**
   * All layers but the softmax.
   *
   * @param weights - in the order of `head.weights`
   * @param masks - what each dropout layer multiplies its input with, `(N, units)`; without, it does nothing
   */
  #logits(
    features: TfTensor,
    weights: readonly TfTensor[],
    masks: readonly TfTensor[] = [],
  ): TfTensor {
    const pending = [...masks];
    return this.#head.network.layers.slice(0, -1).reduce((x, layer) => {
      const mask = layer.type === 'dropout' ? pending.shift() : undefined;
      if (mask) return this.#tf.mul(x, mask);
      return computeLayer(this.#tf, layer, [x], this.#weightsOf(layer.name, weights));
    }, features);
  }

  #weightsOf(layer: string, weights: readonly TfTensor[]): TensorFlowWeights {
    return Object.fromEntries(
      this.#head.weights.flatMap(({ layer: name, parameter }, index) =>
        name === layer ? [[parameter.kind, weights[index]]] : [],
      ),
    );
  }

  /** Kept units count 1 / (1 − rate), so that the expected sum stays the same. */
  #scaledMasks(pictures: number, masks: readonly Uint8Array[]): TfTensor[] {
    const layers = this.#head.network.layers.filter((layer) => layer.type === 'dropout');
    return layers.map(({ rate }, index) => {
      const mask = masks[index] ?? new Uint8Array();
      const factors = Float32Array.from(mask, (kept) => kept / (1 - rate));
      return this.#tf.tensor(factors, [pictures, factors.length / pictures]);
    });
  }
}

function countCorrect(predicted: TfTensor, labels: Uint32Array): number {
  return predicted.dataSync().filter((label, picture) => label === labels[picture]).length;
}
