import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossEntropy } from './cross-entropy.js';
import { applyTemperature, fitTemperature } from './temperature.js';
import { topClasses } from './top-classes.js';

interface Golden {
  classes: number;
  labels: number[];
  probabilities: number[];
  temperature: number;
  crossEntropy: number;
  scaled: number[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('../test/fixtures/temperature.json', import.meta.url), 'utf8'),
) as { cases: Golden[] };

describe('fitTemperature', () => {
  // Near a minimum a function is flat: SciPy finds it to the root of float64's precision.
  it.each(cases)('finds SciPy’s minimum, $temperature', ({ temperature, ...predictions }) => {
    const found = fitTemperature(predictions);
    expect(found! / temperature).toBeCloseTo(1, 7);
  });

  it('is the odds by hand: three of four right, all said with p', () => {
    const p = 0.9;
    const found = fitTemperature({
      labels: [0, 0, 0, 1],
      probabilities: [p, 1 - p, p, 1 - p, p, 1 - p, p, 1 - p],
      classes: 2,
    });
    // The best single confidence is 3/4, whose logit is log 3; that of p is log 9.
    expect(found).toBeCloseTo(Math.log(9) / Math.log(3), 12);
  });

  it.each([
    ['every image is called rightly', [0, 1], [0.9, 0.1, 0.2, 0.8]],
    ['more is wrong than right', [1, 0, 1], [0.9, 0.1, 0.2, 0.8, 0.3, 0.7]],
    ['probabilities say nothing', [0, 1], [0.5, 0.5, 0.5, 0.5]],
  ])('is not known where %s', (_, labels, probabilities) => {
    expect(fitTemperature({ labels, probabilities, classes: 2 })).toBeUndefined();
  });

  it('is no worse than any other temperature, and finite with probabilities of 0 and 1', () => {
    const certain = { labels: [0, 0, 0, 1], probabilities: [1, 0, 1, 0, 1, 0, 1, 0], classes: 2 };
    const found = fitTemperature(certain)!;
    expect(Number.isFinite(found)).toBe(true);
    const [p] = applyTemperature([1, 0], 2, found);
    expect(p).toBeCloseTo(0.75, 6);
  });
});

describe('applyTemperature', () => {
  it.each(cases)('is SciPy’s softmax at $temperature', (golden) => {
    const { probabilities, classes, temperature, scaled, labels } = golden;
    const found = applyTemperature(probabilities, classes, temperature);
    // The golden probabilities are float32 values of nine digits.
    scaled.forEach((value, index) => expect(found[index]).toBeCloseTo(value, 6));
    expect(crossEntropy({ labels, probabilities: found, classes })).toBeCloseTo(
      golden.crossEntropy,
      6,
    );
  });

  it('changes no answer and no sum', () => {
    const row = fc
      .array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
      .map((values) => values.map((value) => value / values.reduce((sum, each) => sum + each)));
    fc.assert(
      fc.property(row, fc.double({ min: 0.2, max: 5, noNaN: true }), (values, temperature) => {
        const found = applyTemperature(values, 3, temperature);
        expect(found.reduce((sum, each) => sum + each)).toBeCloseTo(1, 6);
        const top = Number(topClasses(values, 3)[0]);
        expect(found[top]).toBe(Math.max(...found));
      }),
    );
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses the temperature %s', (temperature) => {
    expect(() => applyTemperature([0.5, 0.5], 2, temperature)).toThrow(/expected above 0/);
  });

  it('refuses rows that are not whole', () => {
    expect(() => applyTemperature([0.5, 0.5, 1], 2, 1)).toThrow(/not whole rows of 2 classes/);
  });
});
