import { describe, expect, it } from 'vitest';
import {
  createSharedHead,
  joinHead,
  loadFeatures,
  loadTrainingBatch,
  readParameter,
  readProbabilities,
  readResult,
  writeParameter,
  type HeadSpec,
  type Parameter,
  type SharedHead,
} from '../src/index.js';

/** float32 rounds to 6e-8 of a value; these cases add a handful of numbers near 1. */
const DIGITS = 6;

const adam = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, step: 1 };
const kernel: Parameter = { kind: 'kernel', layer: 0 };
const bias: Parameter = { kind: 'bias', layer: 0 };

/** Two features, two classes, no more; logits are the features. */
const logistic: HeadSpec = { positions: 1, channels: 2, units: [2], dropout: [], batchSize: 2 };

function headOf(spec: HeadSpec, ...parameters: [Parameter, number[]][]): SharedHead {
  const head = createSharedHead(spec, 1);
  for (const [parameter, values] of parameters) {
    writeParameter(head, parameter, Float32Array.from(values));
  }
  return head;
}

async function predict(head: SharedHead, ...features: number[]): Promise<number[]> {
  const member = await joinHead(head, 0);
  const pictures = loadFeatures(head, Float32Array.from(features));
  member.predict(pictures);
  return [...readProbabilities(head, pictures)];
}

async function lossOf(
  head: SharedHead,
  features: number[],
  labels: number[],
  masks: Uint8Array[] = [],
): Promise<number> {
  const member = await joinHead(head, 0);
  const batch = { features: Float32Array.from(features), labels: Uint32Array.from(labels), masks };
  member.train(loadTrainingBatch(head, batch, adam));
  return readResult(head).loss;
}

const identity: [Parameter, number[]] = [kernel, [1, 0, 0, 1]];

describe('prediction', () => {
  it('is the softmax of x·W + b', async () => {
    const head = headOf(logistic, [kernel, [1, 2, 3, 4]], [bias, [0.5, -0.5]]);
    // x = (1, -1): logits 1 − 3 + 0.5 and 2 − 4 − 0.5; p₀ = 1 / (1 + e^−1)
    const [female, male] = await predict(head, 1, -1);
    expect(female).toBeCloseTo(1 / (1 + Math.exp(-1)), DIGITS);
    expect(male).toBeCloseTo(1 / (1 + Math.E), DIGITS);
  });

  it('normalises over channels: (3, 1) has mean 2 and variance 1', async () => {
    const spec = { ...logistic, normalizationEpsilon: 0.44 };
    const head = headOf(spec, identity, [{ kind: 'gamma' }, [1, 1]], [{ kind: 'beta' }, [0, 2]]);
    // (1, −1) / √(1 + 0.44) = (1/1.2, −1/1.2), then β: logits 1/1.2 and 2 − 1/1.2
    const [female] = await predict(head, 3, 1);
    expect(female).toBeCloseTo(1 / (1 + Math.exp(2 - 2 / 1.2)), DIGITS);
  });

  it('normalises each position for itself', async () => {
    const spec = { ...logistic, positions: 2, normalizationEpsilon: 1e-9 };
    const rows = [1, 0, 0, 0, 0, 1, 0, 0]; // class 0 reads channel 0 at position 0, class 1 at position 1
    const head = headOf(spec, [kernel, rows], [{ kind: 'gamma' }, [1, 1]]);
    const [female] = await predict(head, 100, 98, -7, -3);
    // position 0 becomes (1, −1), position 1 (−1, 1): logits 1 and −1
    expect(female).toBeCloseTo(1 / (1 + Math.exp(-2)), 5);
  });

  it('passes hidden units through ReLU and leaves dropout out', async () => {
    const spec = { ...logistic, units: [2, 2], dropout: [0.5] };
    const last: Parameter = { kind: 'kernel', layer: 1 };
    const head = headOf(spec, [kernel, [1, -1, 0, 0]], [last, [1, 0, 0, 1]]);
    // x = (2, 9): hidden (2, −2), after ReLU (2, 0)
    const [female] = await predict(head, 2, 9);
    expect(female).toBeCloseTo(1 / (1 + Math.exp(-2)), DIGITS);
  });
});

describe('the loss', () => {
  it('is the mean of −log p over pictures', async () => {
    // logits (1, 0) with class 1, and (0, 2) with class 1
    const loss = await lossOf(headOf(logistic, identity), [1, 0, 0, 2], [1, 1]);
    expect(loss).toBeCloseTo((Math.log(1 + Math.E) + Math.log(1 + Math.exp(-2))) / 2, DIGITS);
  });

  it('weighs classes, and still divides by the number of pictures', async () => {
    const head = headOf({ ...logistic, loss: { classWeights: [3, 0.5] } }, identity);
    const loss = await lossOf(head, [1, 0, 0, 2], [0, 1]);
    const [first, second] = [Math.log(1 + Math.exp(-1)), Math.log(1 + Math.exp(-2))];
    expect(loss).toBeCloseTo((3 * first + 0.5 * second) / 2, DIGITS);
  });

  it('smooths labels: 0.9 and 0.1 for ε 0.2 and two classes', async () => {
    const head = headOf({ ...logistic, loss: { labelSmoothing: 0.2 } }, identity);
    const [right, wrong] = [Math.log(1 + Math.exp(-1)), Math.log(1 + Math.E)];
    expect(await lossOf(head, [1, 0], [0])).toBeCloseTo(0.9 * right + 0.1 * wrong, DIGITS);
  });

  it('adds λ·Σw² of the kernels, and nothing for biases', async () => {
    const head = headOf(
      { ...logistic, loss: { l2: 0.01 } },
      [kernel, [1, 2, 3, 4]],
      [bias, [9, 9]],
    );
    expect(await lossOf(head, [0, 0], [0])).toBeCloseTo(Math.log(2) + 0.01 * 30, DIGITS);
  });

  it('doubles kept units and silences dropped ones at rate 0.5', async () => {
    const spec = { ...logistic, units: [2, 2], dropout: [0.5] };
    const last: Parameter = { kind: 'kernel', layer: 1 };
    const head = headOf(spec, identity, [last, [1, 0, 0, 1]]);
    // hidden (1, 3); the first is kept and becomes 2, the second is dropped
    const loss = await lossOf(head, [1, 3], [0], [Uint8Array.of(1, 0)]);
    expect(loss).toBeCloseTo(Math.log(1 + Math.exp(-2)), DIGITS);
  });
});

describe("Adam's first step", () => {
  it('moves every weight by the learning rate against the sign of its gradient', async () => {
    const head = headOf(logistic, identity);
    await lossOf(head, [1, 0], [1]);
    // dL/dW = x·(p − y): only the row of x₀; p − y = (0.73, −0.73)
    const [w00, w01, w10, w11] = readParameter(head, kernel);
    expect([w00, w01]).toEqual([expect.closeTo(0.9, DIGITS), expect.closeTo(0.1, DIGITS)]);
    expect([w10, w11]).toEqual([0, 1]);
    expect([...readParameter(head, bias)]).toEqual([
      expect.closeTo(-0.1, DIGITS),
      expect.closeTo(0.1, DIGITS),
    ]);
  });

  it('keeps (1 − β₁)·g and (1 − β₂)·g² as moments', async () => {
    const head = headOf(logistic, identity);
    await lossOf(head, [1, 0], [1]);
    const gradient = 1 / (1 + Math.exp(-1));
    expect(readParameter(head, kernel, { part: 'momentum' })[0]).toBeCloseTo(
      0.1 * gradient,
      DIGITS,
    );
    expect(readParameter(head, kernel, { part: 'variance' })[0]).toBeCloseTo(
      0.001 * gradient ** 2,
      8,
    );
  });
});
