import { describe, expect, it } from 'vitest';
import { classified, requireTemperature } from './classified.js';

const classes = ['Female', 'Male', 'Unsure'];

describe('what the outputs for one picture say', () => {
  it('is the most probable class, and the probability of each by its name', () => {
    const found = classified(Float32Array.of(0.25, 0.5, 0.25), classes);
    expect(found).toEqual({
      label: 'Male',
      probabilities: { Female: 0.25, Male: 0.5, Unsure: 0.25 },
    });
    expect(Object.keys(found.probabilities)).toEqual(classes);
  });

  it('is the first of several that are as probable', () => {
    expect(classified(Float32Array.of(0.5, 0.5), ['b', 'a']).label).toBe('b');
  });

  it('is less sure by a temperature above 1, and the same class: odds are taken to the power 1 / T', () => {
    const values = Float32Array.of(0.9, 0.1);
    // 9 : 1 become 3 : 1, and 81 : 1.
    for (const [temperature, probability] of [
      [2, 3 / 4],
      [0.5, 81 / 82],
      [1, 9 / 10],
    ] as const) {
      const { label, probabilities } = classified(values, ['yes', 'no'], temperature);
      expect(label).toBe('yes');
      expect(probabilities['yes']).toBeCloseTo(probability, 6);
      expect(probabilities['no']).toBeCloseTo(1 - probability, 6);
    }
  });

  it.each([
    ['outputs that are no numbers', [NaN, 1]],
    ['more outputs than classes', [0, 0, 1]],
    ['fewer outputs than classes', [1]],
  ])('is never made up: %s', (_, values) => {
    expect(() => classified(Float32Array.from(values), ['a', 'b'])).toThrow();
  });

  it('is not calibrated where the model has no temperature', () => {
    expect(requireTemperature(1.5, 'a.h5')).toBe(1.5);
    expect(() => requireTemperature(undefined, 'a.h5')).toThrow(
      expect.objectContaining({
        code: 'CLASSIFIER_UNCALIBRATED',
        message:
          'a.h5 has no temperature, by which probabilities are calibrated; train it again, on validation pictures of which it gets some wrong, or take its probabilities as they are',
      }),
    );
  });
});
