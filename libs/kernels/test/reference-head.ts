import type { AdamStep, HeadSpec, TrainingBatch } from '../src/index.js';

/** A trainable array in float64 with Adam's moments. */
export interface ReferenceParameter {
  readonly value: Float64Array;
  readonly momentum: Float64Array;
  readonly variance: Float64Array;
}

interface ReferenceLayer {
  readonly kernel: ReferenceParameter;
  readonly bias: ReferenceParameter;
}

/** What a layer read and wrote for one picture. */
interface Trace {
  readonly inputs: Float64Array;
  readonly outputs: Float64Array;
}

/**
 * The head once more, in float64 and in the plainest way: loops over pictures, positions and units,
 * no strips, no lists, the gradient of the normalised features formed in full.
 */
export class ReferenceHead {
  readonly layers: ReferenceLayer[];
  readonly gamma: ReferenceParameter;
  readonly beta: ReferenceParameter;

  constructor(readonly spec: HeadSpec) {
    const sizes = [spec.positions * spec.channels, ...spec.units];
    this.layers = spec.units.map((units, layer) => ({
      kernel: parameter(sizes[layer]! * units),
      bias: parameter(units),
    }));
    this.gamma = parameter(spec.channels);
    this.beta = parameter(spec.channels);
  }

  predict(features: Float32Array): Float64Array {
    const pictures = this.#split(features);
    return Float64Array.from(
      pictures.flatMap((picture) => {
        const { traces } = this.#forward(picture, []);
        return [...softmax(traces.at(-1)!.outputs)];
      }),
    );
  }

  train(batch: TrainingBatch, adam: AdamStep): { loss: number; correct: number } {
    const gradients = this.layers.map(({ kernel, bias }) => ({
      kernel: new Float64Array(kernel.value.length),
      bias: new Float64Array(bias.value.length),
    }));
    const gammaGradient = new Float64Array(this.spec.channels);
    const betaGradient = new Float64Array(this.spec.channels);
    const pictures = this.#split(batch.features);
    let loss = 0;
    let correct = 0;
    pictures.forEach((picture, n) => {
      const masks = this.spec.units.map((units, layer) =>
        batch.masks[layer]?.subarray(n * units, (n + 1) * units),
      );
      const { normalized, traces } = this.#forward(picture, masks);
      const probabilities = softmax(traces.at(-1)!.outputs);
      const label = batch.labels[n]!;
      const share = (this.spec.loss?.classWeights?.[label] ?? 1) / pictures.length;
      const targets = this.#targets(label);
      loss -= share * targets.reduce((sum, y, unit) => sum + y * Math.log(probabilities[unit]!), 0);
      correct += Number(probabilities.indexOf(Math.max(...probabilities)) === label);
      let flow: Float64Array = probabilities.map((p, unit) => share * (p - targets[unit]!));
      for (let layer = this.layers.length - 1; layer >= 0; layer -= 1) {
        flow = this.#backward(layer, traces[layer]!, flow, gradients[layer]!, masks[layer]);
      }
      flow.forEach((value, index) => {
        gammaGradient[index % this.spec.channels]! += value * normalized[index]!;
        betaGradient[index % this.spec.channels]! += value;
      });
    });
    loss += this.#penalize(gradients);
    this.layers.forEach(({ kernel, bias }, layer) => {
      descend(kernel, gradients[layer]!.kernel, adam);
      descend(bias, gradients[layer]!.bias, adam);
    });
    if (this.spec.normalizationEpsilon !== undefined) {
      descend(this.gamma, gammaGradient, adam);
      descend(this.beta, betaGradient, adam);
    }
    return { loss, correct };
  }

  #targets(label: number): number[] {
    const { units, loss: { labelSmoothing = 0 } = {} } = this.spec;
    const classes = units.at(-1)!;
    return Array.from(
      { length: classes },
      (_, unit) => (1 - labelSmoothing) * Number(unit === label) + labelSmoothing / classes,
    );
  }

  /** Adds the gradients of the penalty on the kernels; returns the penalty. */
  #penalize(gradients: readonly { kernel: Float64Array }[]): number {
    const { l2 = 0 } = this.spec.loss ?? {};
    return this.layers.reduce((penalty, { kernel }, layer) => {
      kernel.value.forEach((weight, index) => {
        gradients[layer]!.kernel[index]! += 2 * l2 * weight;
      });
      return penalty + l2 * kernel.value.reduce((sum, weight) => sum + weight ** 2, 0);
    }, 0);
  }

  #split(features: Float32Array): Float32Array[] {
    const size = this.spec.positions * this.spec.channels;
    return Array.from({ length: features.length / size }, (_, n) =>
      features.subarray(n * size, (n + 1) * size),
    );
  }

  #forward(
    picture: Float32Array,
    masks: readonly (Uint8Array | undefined)[],
  ): { normalized: Float64Array; traces: Trace[] } {
    const { channels, normalizationEpsilon: epsilon } = this.spec;
    const normalized = Float64Array.from(picture);
    let inputs: Float64Array = normalized;
    if (epsilon !== undefined) {
      for (let start = 0; start < picture.length; start += channels) {
        const row = normalized.subarray(start, start + channels);
        const mean = row.reduce((sum, value) => sum + value, 0) / channels;
        const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels;
        row.forEach((value, channel) => {
          row[channel] = (value - mean) / Math.sqrt(variance + epsilon);
        });
      }
      inputs = normalized.map(
        (value, index) =>
          value * this.gamma.value[index % channels]! + this.beta.value[index % channels]!,
      );
    }
    const traces: Trace[] = [];
    this.layers.forEach(({ kernel, bias }, layer) => {
      const units = bias.value.length;
      const outputs = bias.value.map((start, unit) =>
        inputs.reduce(
          (sum, input, index) => sum + input * kernel.value[index * units + unit]!,
          start,
        ),
      );
      if (layer < this.layers.length - 1) {
        const scale = 1 / (1 - this.spec.dropout[layer]!);
        const mask = masks[layer];
        outputs.forEach((value, unit) => {
          outputs[unit] = Math.max(value, 0) * (mask ? mask[unit]! * scale : 1);
        });
      }
      traces.push({ inputs, outputs });
      inputs = outputs;
    });
    return { normalized, traces };
  }

  /** Adds the gradients of a layer; returns the loss by its inputs. */
  #backward(
    layer: number,
    { inputs, outputs }: Trace,
    flow: Float64Array,
    gradients: { kernel: Float64Array; bias: Float64Array },
    mask: Uint8Array | undefined,
  ): Float64Array {
    const units = outputs.length;
    const kernel = this.layers[layer]!.kernel.value;
    const hidden = layer < this.layers.length - 1;
    const scale = 1 / (1 - (this.spec.dropout[layer] ?? 0));
    const deltas = flow.map((value, unit) => {
      if (!hidden) return value;
      return outputs[unit]! > 0 ? value * (mask ? mask[unit]! * scale : 1) : 0;
    });
    deltas.forEach((delta, unit) => (gradients.bias[unit]! += delta));
    return inputs.map((input, index) =>
      deltas.reduce((sum, delta, unit) => {
        gradients.kernel[index * units + unit]! += delta * input;
        return sum + delta * kernel[index * units + unit]!;
      }, 0),
    );
  }
}

function parameter(length: number): ReferenceParameter {
  return {
    value: new Float64Array(length),
    momentum: new Float64Array(length),
    variance: new Float64Array(length),
  };
}

function softmax(logits: Float64Array): Float64Array {
  const exps = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const sum = exps.reduce((total, value) => total + value, 0);
  return exps.map((value) => value / sum);
}

function descend(
  { value, momentum, variance }: ReferenceParameter,
  gradient: Float64Array,
  { learningRate, beta1, beta2, epsilon, step }: AdamStep,
): void {
  const stepSize = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  gradient.forEach((g, index) => {
    momentum[index] = beta1 * momentum[index]! + (1 - beta1) * g;
    variance[index] = beta2 * variance[index]! + (1 - beta2) * g * g;
    value[index]! -= (stepSize * momentum[index]) / (Math.sqrt(variance[index]) + epsilon);
  });
}
