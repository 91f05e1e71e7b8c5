import { describe, expect, it } from 'vitest';
import {
  completeLoss,
  createSharedHead,
  joinHead,
  loadTrainingBatch,
  readParameter,
  readResult,
  writeParameter,
  type HeadSpec,
  type Parameter,
  type SharedHead,
  type TrainingResult,
} from '../src/index.js';
import { rowStart, stripShape } from '../src/strip-shape.js';

/** float32 rounds to 6e-8 of a value; these cases add a handful of numbers near 1. */
const DIGITS = 6;

const kernel: Parameter = { kind: 'kernel', layer: 0 };
const bias: Parameter = { kind: 'bias', layer: 0 };
const logistic: HeadSpec = { positions: 1, channels: 2, units: [2], dropout: [], batchSize: 4 };
const adam = { learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 1e-7 };

function headOf(spec: HeadSpec, ...parameters: [Parameter, number[]][]): SharedHead {
  const head = createSharedHead(spec, 1);
  for (const [parameter, values] of parameters) {
    writeParameter(head, parameter, Float32Array.from(values));
  }
  return head;
}

async function trainOnce(
  head: SharedHead,
  features: number[],
  labels: number[],
  step = 1,
): Promise<TrainingResult> {
  const member = await joinHead(head, 0);
  const batch = { features: Float32Array.from(features), labels: Uint32Array.from(labels) };
  member.train(loadTrainingBatch(head, { ...batch, masks: [] }, { ...adam, step }));
  return readResult(head);
}

/** The gradient that the first step saw: its first moment is half of it. */
function gradientOf(head: SharedHead, parameter: Parameter): number[] {
  return [...readParameter(head, parameter, { part: 'momentum' })].map((moment) => 2 * moment);
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toEqual(expected.map((value) => expect.closeTo(value, DIGITS) as number));
}

describe('the gradient', () => {
  it('is the mean over the pictures of the batch', async () => {
    // All weights are zero, so p = 1/2 for each class: (p − y) = ∓1/2.
    const head = headOf(logistic);
    await trainOnce(head, [4, 0, 0, 8], [0, 1]);
    expectClose(gradientOf(head, kernel), [-1, 1, 2, -2]);
    expectClose(gradientOf(head, bias), [0, 0]);
  });

  it('adds 2λw for kernels, and nothing for biases', async () => {
    const spec = { ...logistic, loss: { l2: 0.25 } };
    // Both logits are 3, whatever the features of zero: p = 1/2.
    const head = headOf(spec, [kernel, [2, -4, 6, 8]], [bias, [3, 3]]);
    await trainOnce(head, [0, 0], [1]);
    expectClose(gradientOf(head, kernel), [1, -2, 3, 4]);
    expectClose(gradientOf(head, bias), [0.5, -0.5]);
  });

  it('compares with smoothed labels: 0.8 and 0.2 for ε 0.4', async () => {
    const head = headOf({ ...logistic, loss: { labelSmoothing: 0.4 } });
    await trainOnce(head, [1, 0], [0]);
    expectClose(gradientOf(head, bias), [-0.3, 0.3]);
  });

  it('counts a picture by the weight of its class', async () => {
    const head = headOf({ ...logistic, loss: { classWeights: [3, 1] } });
    await trainOnce(head, [1, 0, 0, 1], [0, 1]);
    // (3 · −1/2 + 1 · 1/2) / 2 and its opposite.
    expectClose(gradientOf(head, bias), [-0.5, 0.5]);
    expectClose(gradientOf(head, kernel), [-0.75, 0.75, 0.25, -0.25]);
  });

  it('of γ and β is what the layer behind them passes back', async () => {
    const spec = { ...logistic, normalizationEpsilon: 0.44 };
    const rows = [0, 2, 0, 0];
    const head = headOf(spec, [kernel, rows], [{ kind: 'gamma' }, [0, 0]]);
    // γ = 0: logits are 0, p − y = (1/2, −1/2); channel 0 gets 0 · 1/2 + 2 · −1/2 = −1.
    await trainOnce(head, [3, 1], [1]);
    expectClose(gradientOf(head, { kind: 'beta' }), [-1, 0]);
    // (3, 1) is normalised to (1, −1) / √1.44.
    expectClose(gradientOf(head, { kind: 'gamma' }), [-1 / 1.2, 0]);
  });

  it('stops at hidden units that are off', async () => {
    const spec = { ...logistic, units: [2, 2], dropout: [0] };
    const last: Parameter = { kind: 'kernel', layer: 1 };
    // x = (1, 0): hidden (2, −2), after ReLU (2, 0); logits are equal: p − y = (−1/2, 1/2).
    const head = headOf(spec, [kernel, [2, -2, 0, 0]], [last, [1, 1, 3, 5]]);
    await trainOnce(head, [1, 0], [0]);
    expectClose(gradientOf(head, last), [-1, 1, 0, 0]);
    expectClose(gradientOf(head, kernel), [0, 0, 0, 0]);
    const other = headOf(spec, [kernel, [2, 2, 0, 0]], [last, [1, 2, 3, 2]]);
    // Both on: logits 2 · (1 + 3) and 2 · (2 + 2) are equal; back come (2 − 1) / 2 and (2 − 3) / 2.
    await trainOnce(other, [1, 0], [0]);
    expectClose(gradientOf(other, kernel), [0.5, -0.5, 0, 0]);
  });
});

describe('the steps of Adam', () => {
  it('follow m, v and their corrections, step by step', async () => {
    const head = headOf(logistic);
    let [m, v, b] = [0, 0, 0];
    for (const step of [1, 2, 3]) {
      // Features of zero: the logits are ±b, and the gradient of the bias is p − y.
      const gradient = 1 / (1 + Math.exp(-2 * b)) - 1;
      await trainOnce(head, [0, 0], [0], step);
      m = 0.5 * m + 0.5 * gradient;
      v = 0.75 * v + 0.25 * gradient ** 2;
      b -= (0.1 * (m / (1 - 0.5 ** step))) / Math.sqrt(v / (1 - 0.75 ** step));
      expectClose([...readParameter(head, bias)], [b, -b]);
    }
  });
});

describe('the result of a step', () => {
  it('counts pictures whose own class is the most probable', async () => {
    const head = headOf(logistic, [kernel, [1, 0, 0, 1]]);
    // Logits are the features; of equal ones the first class is the answer.
    const { correct, loss } = await trainOnce(head, [2, 0, 0, 2, 1, 1, 1, 1], [0, 0, 0, 1]);
    expect(correct).toBe(2);
    const [right, wrong] = [Math.log(1 + Math.exp(-2)), Math.log(1 + Math.exp(2))];
    expect(loss).toBeCloseTo((right + wrong + 2 * Math.LN2) / 4, DIGITS);
  });
});

describe('completeLoss', () => {
  it('fills in what is absent and keeps what is given', () => {
    expect(completeLoss(undefined, 3)).toEqual({
      ...{ l2: 0, labelSmoothing: 0, classWeights: [1, 1, 1] },
    });
    const given = { l2: 0.5, labelSmoothing: 0.1, classWeights: [0, 2] };
    expect(completeLoss(given, 2)).toEqual(given);
  });

  it.each([NaN, -0.1, Infinity])('refuses %d', (wrong) => {
    const loss = { code: 'KERNELS_SPEC' };
    expect(() => completeLoss({ l2: wrong }, 2)).toThrow(expect.objectContaining(loss));
    expect(() => completeLoss({ labelSmoothing: wrong }, 2)).toThrow(expect.objectContaining(loss));
    expect(() => completeLoss({ classWeights: [1, wrong] }, 2)).toThrow('loss.classWeights[1] is');
  });
});

describe('the place of a weight', () => {
  it('is in its block, then its unit, then its group, position and channel', () => {
    // Two positions of 40 channels: ten groups of four, eight groups in a strip of 16 vectors.
    const shape = stripShape(2, 40);
    expect(shape).toMatchObject({ groups: 8, blocks: 2, vectors: 16 });
    const at = (position: number, channel: number): number =>
      rowStart(shape, 3, position * 40 + channel);
    expect(at(0, 0)).toBe(0);
    expect(at(0, 3)).toBe(3);
    expect(at(1, 0)).toBe(4);
    expect(at(0, 4)).toBe(8);
    expect(at(1, 31)).toBe(63);
    // The second block begins behind the strips of three units.
    expect(at(0, 32)).toBe(3 * 64);
    expect(at(1, 39)).toBe(3 * 64 + 8 + 4 + 3);
  });
});
