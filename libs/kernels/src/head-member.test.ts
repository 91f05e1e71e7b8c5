import { describe, expect, it } from 'vitest';
import type { ReferenceHead } from '../test/reference-head.js';
import { stateOf } from '../test/head-state.js';
import { adam, randomBatch, randomHead, referenceParameter } from '../test/random-head.js';
import {
  createSharedHead,
  joinHead,
  loadFeatures,
  loadTrainingBatch,
  readParameter,
  readProbabilities,
  readResult,
  type HeadSpec,
  type SharedHead,
} from './index.js';

const plain: HeadSpec = {
  positions: 4,
  channels: 8,
  normalizationEpsilon: 1e-3,
  units: [16, 8, 2],
  dropout: [0.5, 0.5],
  batchSize: 6,
};

/** Sizes that fill vectors, strips, blocks and lists, and sizes that do not. */
const specs: Record<string, HeadSpec> = {
  'sizes that fill their vectors': plain,
  'the shape of VGG-Face, narrow': { ...plain, positions: 49, channels: 24, units: [20, 12, 2] },
  'channels, units and classes that fill nothing': {
    ...plain,
    positions: 9,
    channels: 13,
    units: [71, 5, 3],
    batchSize: 7,
  },
  'one channel, one unit': { ...plain, positions: 5, channels: 2, units: [1, 2], dropout: [0.2] },
  'feature vectors over several blocks': {
    ...plain,
    positions: 1,
    channels: 150,
    units: [130, 66, 5],
  },
  'no hidden layer': { ...plain, units: [4], dropout: [] },
  'four dense layers, dropout after some': {
    ...plain,
    units: [70, 10, 9, 2],
    dropout: [0, 0.3, 0],
  },
  'no normalisation': { ...plain, normalizationEpsilon: undefined, positions: 3, channels: 21 },
  'a penalty on its kernels': { ...plain, positions: 49, channels: 13, loss: { l2: 0.01 } },
  'a penalty and no normalisation': {
    ...plain,
    normalizationEpsilon: undefined,
    loss: { l2: 0.1 },
  },
  'smoothed labels': { ...plain, units: [16, 3], dropout: [0.5], loss: { labelSmoothing: 0.2 } },
  'weighted classes': { ...plain, loss: { classWeights: [0.25, 3] } },
  'all three further losses': {
    ...plain,
    ...{ channels: 70, units: [71, 8, 3] },
    loss: { l2: 1e-3, labelSmoothing: 0.1, classWeights: [2, 0, 1] },
  },
  'a batch of one': { ...plain, batchSize: 1 },
};

async function train(head: SharedHead, steps: number, pictures: number, reference?: ReferenceHead) {
  const member = await joinHead(head, 0);
  for (let step = 1; step <= steps; step += 1) {
    const batch = randomBatch(head.spec, pictures, step);
    member.train(loadTrainingBatch(head, batch, { ...adam, step }));
    const expected = reference?.train(batch, { ...adam, step });
    if (expected) {
      const result = readResult(head);
      expect(result.loss).toBeCloseTo(expected.loss, 5);
      expect(result.correct).toBe(expected.correct);
    }
  }
  return member;
}

/** max|ours − reference| ≤ 1e-5 · max|reference|: float32 against float64. */
function expectClose(
  ours: Float32Array,
  reference: Float64Array,
  what: string,
  tolerance = 1e-5,
): void {
  const largest = reference.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
  const difference = ours.reduce(
    (peak, value, index) => Math.max(peak, Math.abs(value - reference[index]!)),
    0,
  );
  expect(ours.length, what).toBe(reference.length);
  expect(difference, what).toBeLessThanOrEqual(tolerance * largest);
}

describe.each(Object.entries(specs))('a head with %s', (_, spec) => {
  it('moves every parameter and moment as the float64 reference does, over five steps', async () => {
    const { head, reference } = randomHead(spec);
    await train(head, 5, spec.batchSize, reference);
    for (const { parameter, part, values, title } of stateOf(head)) {
      expectClose(values, referenceParameter(reference, parameter)[part], title);
    }
  });

  it('predicts what the reference predicts, also for fewer pictures than the batch holds', async () => {
    const { head, reference } = randomHead(spec);
    const member = await joinHead(head, 0);
    for (const pictures of [spec.batchSize, Math.ceil(spec.batchSize / 2)]) {
      const { features } = randomBatch(spec, pictures, 3);
      member.predict(loadFeatures(head, features));
      expectClose(readProbabilities(head, pictures), reference.predict(features), 'probabilities');
    }
  });
});

describe('HeadMember', () => {
  it('trains on a partial batch after a full one', async () => {
    const { head, reference } = randomHead(plain);
    const member = await joinHead(head, 0);
    for (const [step, pictures] of [6, 5, 1, 6].entries()) {
      const batch = randomBatch(plain, pictures, step);
      member.train(loadTrainingBatch(head, batch, { ...adam, step: step + 1 }));
      reference.train(batch, { ...adam, step: step + 1 });
    }
    const kernel = { kind: 'kernel', layer: 0 } as const;
    expectClose(readParameter(head, kernel), reference.layers[0]!.kernel.value, 'kernel');
  });

  it('computes the loss of a hopeless and of a certain picture without overflow', async () => {
    const spec = { ...plain, normalizationEpsilon: undefined, units: [2], dropout: [] };
    const { head } = randomHead(spec);
    const member = await joinHead(head, 0);
    const features = new Float32Array(2 * 32).fill(1e5, 0, 32);
    for (const label of [0, 1]) {
      const batch = { features, labels: Uint32Array.of(label, 0), masks: [] };
      member.train(loadTrainingBatch(head, batch, { ...adam, learningRate: 0, step: 1 }));
      expect(readResult(head).loss).toBeGreaterThan(0);
      expect(readResult(head).loss).toBeLessThan(1e6);
    }
  });

  it('keeps a picture that is not a number away from its neighbours', async () => {
    const spec = { ...plain, channels: 13 };
    const { head } = randomHead(spec);
    const member = await joinHead(head, 0);
    const { features } = randomBatch(spec, 3, 1);
    member.predict(loadFeatures(head, features));
    const before = readProbabilities(head, 3);
    features.fill(Number.NaN, 52, 104);
    member.predict(loadFeatures(head, features));
    const after = readProbabilities(head, 3);
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]).toBeNaN();
    expect(after.slice(4)).toEqual(before.slice(4));
  });

  it('counts the first of several equally probable classes as the answer', async () => {
    const head = createSharedHead(plain, 1);
    const member = await joinHead(head, 0);
    const batch = { ...randomBatch(plain, 3, 1), labels: Uint32Array.of(0, 1, 0) };
    member.train(loadTrainingBatch(head, batch, { ...adam, step: 1 }));
    expect(readResult(head)).toEqual({ loss: Math.log(2), correct: 2 });
  });

  it('leaves no subnormal moments behind when gradients vanish', async () => {
    const spec = { ...plain, dropout: [0.5, 0] };
    const { head, reference } = randomHead(spec);
    const member = await joinHead(head, 0);
    const fading = { ...adam, beta1: 0.5, beta2: 0.5 };
    const batch = randomBatch(spec, 6, 1);
    const dropped = { ...batch, masks: [new Uint8Array(6 * 16), undefined] };
    for (let step = 1; step <= 200; step += 1) {
      const now = step === 1 ? batch : dropped;
      member.train(loadTrainingBatch(head, now, { ...fading, step }));
      reference.train(now, { ...fading, step });
    }
    // 0.5^199 of a first moment of about 0.01 is 1e-62: a float32 gets there through subnormals.
    for (const part of ['momentum', 'variance'] as const) {
      const moments = readParameter(head, { kind: 'kernel', layer: 0 }, { part });
      expect(moments.every((moment) => moment === 0)).toBe(true);
    }
    // The gradient p − y of the last biases fades over 200 steps; float32 knows p to 6e-8 only, and
    // Adam divides what is left by its own size, so steps differ by far more than they round.
    const tolerance = 1e-4;
    for (const { parameter, part, values, title } of stateOf(head)) {
      if (part === 'value') {
        expectClose(values, referenceParameter(reference, parameter).value, title, tolerance);
      } else {
        expect(values.some((moment) => moment !== 0 && Math.abs(moment) < 2 ** -126)).toBe(false);
      }
    }
  });
});
