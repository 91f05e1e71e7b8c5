import { isDeepStrictEqual } from 'node:util';
import { required, zip } from '@gender/core';
import type { Parameter } from '@gender/kernels';
import type { Float32Tensor } from '@gender/tensor';
import type { TensorFlow, TfTensor } from './api.js';
import { takeFromTensorFlow, toTensorFlow } from './graph.js';
import { computeLayer, type TensorFlowWeights } from './compute-layer.js';
import { TensorFlowVariable } from './variable.js';
import type { CheckedBatch } from '../trainer/trainer-batch.js';
import type { TrainableHead } from '../trainer/trainer-head.js';
import type { TrainerSettings } from '../trainer/trainer-options.js';
import type { BatchResult } from '../trainer/trainer.js';

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
   */
  train(step: number, batch: CheckedBatch): BatchResult {
    const tf = this.#tf;
    const { result, gradients } = tf.tidy(() => this.#backward(batch));
    for (const [variable, gradient] of zip(this.#variables, gradients)) {
      variable.applyAdam(gradient, this.#settings.adam, step);
      gradient.dispose();
    }
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

  /** The variable of a parameter. */
  variable(wanted: Parameter): TensorFlowVariable {
    const index = this.#head.weights.findIndex(({ parameter }) =>
      isDeepStrictEqual(parameter, wanted),
    );
    return required(this.#variables[index], `the ${wanted.kind} of a head`);
  }

  [Symbol.dispose](): void {
    this.#variables.forEach((variable) => {
      variable[Symbol.dispose]();
    });
  }

  /** What the batch says and the gradients of its loss, one for each weight. */
  #backward({ features, labels, masks }: CheckedBatch): {
    result: BatchResult;
    gradients: TfTensor[];
  } {
    const tf = this.#tf;
    const inputs = toTensorFlow(tf, features);
    let correct = 0;
    const loss = (...weights: TfTensor[]): TfTensor => {
      const logits = this.#logits(inputs, weights, this.#scaledMasks(labels.length, masks));
      correct = countCorrect(tf.argMax(logits, -1), labels);
      const crossEntropy = this.#crossEntropy(logits, labels);
      return this.#settings.loss.l2 > 0
        ? tf.add(crossEntropy, this.#penalty(weights))
        : crossEntropy;
    };
    const weights = this.#variables.map((variable) => variable.read());
    const { value, grads } = tf.valueAndGrads(loss)(weights);
    return {
      result: { loss: required(value.dataSync()[0], 'the loss of a batch'), correct },
      gradients: grads,
    };
  }

  /** The mean over the pictures of −Σ t log p, times what the picture's class counts. */
  #crossEntropy(logits: TfTensor, labels: Uint32Array): TfTensor {
    const tf = this.#tf;
    const { labelSmoothing, classWeights } = this.#settings.loss;
    const classes = classWeights.length;
    const own = tf.oneHot(tf.tensor(Int32Array.from(labels), [labels.length], 'int32'), classes);
    const targets = tf.add(tf.mul(own, 1 - labelSmoothing), labelSmoothing / classes);
    const losses = tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), [-1]));
    const shares = Float32Array.from(labels, (label) =>
      required(classWeights[label], `the weight of class ${label}`),
    );
    return tf.mean(tf.mul(losses, tf.tensor(shares, [labels.length])));
  }

  /** λ·Σw² over every dense kernel. */
  #penalty(weights: readonly TfTensor[]): TfTensor {
    const tf = this.#tf;
    const squares = zip(this.#head.weights, weights).flatMap(([{ parameter }, weight]) =>
      parameter.kind === 'kernel' ? [tf.sum(tf.mul(weight, weight))] : [],
    );
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
      zip(this.#head.weights, weights).flatMap(([{ layer: name, parameter }, weight]) =>
        name === layer ? [[parameter.kind, weight]] : [],
      ),
    );
  }

  /** Kept units count 1 / (1 − rate), so that the expected sum stays the same. */
  #scaledMasks(pictures: number, masks: CheckedBatch['masks']): TfTensor[] {
    return zip(this.#head.dropouts, masks).flatMap(([dropout, mask]) => {
      if (!dropout || !mask) return [];
      const factors = Float32Array.from(mask, (kept) => kept / (1 - dropout.rate));
      return [this.#tf.tensor(factors, [pictures, factors.length / pictures])];
    });
  }
}

function countCorrect(predicted: TfTensor, labels: Uint32Array): number {
  return predicted.dataSync().filter((label, picture) => label === labels[picture]).length;
}
