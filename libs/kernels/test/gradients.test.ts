import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  joinHead,
  listParameters,
  loadFeatures,
  loadTrainingBatch,
  readParameter,
  readProbabilities,
  readResult,
  writeParameter,
  type HeadMember,
  type HeadSpec,
  type SharedHead,
  type TrainingBatch,
} from '../src/index.js';
import { stateOf } from './head-state.js';
import { adam, randomBatch, randomHead } from './random-head.js';

const spec: HeadSpec = {
  positions: 3,
  channels: 6,
  normalizationEpsilon: 1e-3,
  units: [7, 5, 3],
  dropout: [0.4, 0],
  batchSize: 5,
  loss: { l2: 0.02, labelSmoothing: 0.1, classWeights: [1, 0.5, 2] },
};

/** Computes the loss and leaves the weights alone. */
function lossOf(head: SharedHead, member: HeadMember, batch: TrainingBatch): number {
  member.train(loadTrainingBatch(head, batch, { ...adam, learningRate: 0, step: 1 }));
  return readResult(head).loss;
}

describe('the gradient of a parameter', () => {
  /**
   * Steps of the differences: the loss comes from float32 logits, known to 1e-7, so a slope to about 1e-5;
   * the third derivative adds h². A unit that crosses zero within a step would be off by more.
   */
  const h = 5e-3;
  const tolerance = 0.01;

  it('is the slope of the loss, by central differences, for every parameter', async () => {
    const { head } = randomHead(spec);
    const member = await joinHead(head, 0);
    const batch = randomBatch(spec, 5, 1);
    lossOf(head, member, batch);
    // A first moment that began at zero is (1 − β₁)·g; further calls add to it.
    const gradients = listParameters(head).map((parameter) => {
      const moments = readParameter(head, parameter, { part: 'momentum' });
      return { parameter, gradient: [...moments].map((moment) => moment / (1 - adam.beta1)) };
    });
    for (const { parameter, gradient } of gradients) {
      const values = readParameter(head, parameter);
      const slopes = values.map((value, index) => {
        const [above, below] = [h, -h].map((change) => {
          const moved = Float32Array.from(values);
          moved[index] = value + change;
          writeParameter(head, parameter, moved);
          return lossOf(head, member, batch);
        });
        return (above! - below!) / (2 * h);
      });
      writeParameter(head, parameter, values);
      const largest = Math.max(...slopes.map(Math.abs));
      slopes.forEach((slope, index) => {
        const what = `${JSON.stringify(parameter)}[${index}]: ${gradient[index]}, slope ${slope}`;
        expect(Math.abs(gradient[index]! - slope), what).toBeLessThanOrEqual(tolerance * largest);
      });
    }
  });

  it('is zero, but for the penalty, where a unit is dropped for the whole batch', async () => {
    const plain = { ...spec, loss: {} };
    const { head } = randomHead(plain);
    const member = await joinHead(head, 0);
    const batch = randomBatch(plain, 5, 1);
    const dropped = Uint8Array.from({ length: 5 * 7 }, (_, index) => Number(index % 7 !== 3));
    lossOf(head, member, { ...batch, masks: [dropped, undefined] });
    const moments = readParameter(head, { kind: 'kernel', layer: 0 }, { part: 'momentum' });
    moments.forEach((moment, index) => {
      if (index % 7 === 3) expect(moment).toBe(0);
    });
    expect(moments.some((moment) => moment !== 0)).toBe(true);
    expect(readParameter(head, { kind: 'bias', layer: 0 }, { part: 'momentum' })[3]).toBe(0);
  });
});

describe('a step', () => {
  it('with learning rate 0 leaves every weight, bit for bit', async () => {
    const { head } = randomHead(spec);
    const weights = (): unknown => stateOf(head).filter(({ part }) => part === 'value');
    const before = weights();
    lossOf(head, await joinHead(head, 0), randomBatch(spec, 5, 1));
    expect(weights()).toEqual(before);
  });

  it('lowers the loss of its own batch when it is small', async () => {
    const { head } = randomHead(spec);
    const member = await joinHead(head, 0);
    const batch = randomBatch(spec, 5, 1);
    const before = lossOf(head, member, batch);
    member.train(loadTrainingBatch(head, batch, { ...adam, learningRate: 1e-4, step: 1 }));
    expect(lossOf(head, member, batch)).toBeLessThan(before);
  });
});

describe('predicted probabilities', () => {
  const numbers = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  const features = fc.array(numbers, { minLength: 5 * 18, maxLength: 5 * 18 });

  it('are at least 0 and sum to 1, whatever the features', async () => {
    const { head } = randomHead(spec);
    const member = await joinHead(head, 0);
    fc.assert(
      fc.property(features, (values) => {
        member.predict(loadFeatures(head, Float32Array.from(values)));
        const probabilities = readProbabilities(head, 5);
        for (let picture = 0; picture < 5; picture += 1) {
          const row = probabilities.subarray(3 * picture, 3 * picture + 3);
          expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
          expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of a picture do not depend on the pictures beside it, nor on its place', async () => {
    const { head } = randomHead(spec);
    const member = await joinHead(head, 0);
    fc.assert(
      fc.property(features, (values) => {
        const batch = Float32Array.from(values);
        member.predict(loadFeatures(head, batch));
        const together = readProbabilities(head, 5);
        for (let picture = 0; picture < 5; picture += 1) {
          member.predict(loadFeatures(head, batch.slice(18 * picture, 18 * picture + 18)));
          const alone = readProbabilities(head, 1);
          expect(alone).toEqual(together.slice(3 * picture, 3 * picture + 3));
        }
      }),
      { numRuns: 20 },
    );
  });
});
