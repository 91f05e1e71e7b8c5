import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveClassWeights } from './class-weights.js';

const classes = ['Female', 'Male'];
const labels = [0, 0, 0, 1];

describe('class weights', () => {
  it('come in the order of the classes, 1 where none is given', () => {
    expect(resolveClassWeights({ Male: 0.5 }, classes, labels)).toEqual([1, 0.5]);
    expect(resolveClassWeights(undefined, classes, labels)).toBeUndefined();
  });

  it('are those of the config alone, whatever a class is called', () => {
    const names = ['constructor', 'toString', '__proto__'];
    expect(resolveClassWeights({ toString: 2 }, names, labels)).toEqual([1, 2, 1]);
  });

  it('weigh all classes alike when they are balanced, however many pictures each has', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(counts, (pictures) => {
        const all = pictures.flatMap((count, label) => new Array<number>(count).fill(label));
        const names = pictures.map((_, label) => `class ${label}`);
        const weights = resolveClassWeights('balanced', names, all)!;
        const sums = pictures.map((count, label) => count * weights[label]!);
        // Each sum is n / k; a product of two roundings is off by 2⁻⁵² of it at most.
        for (const sum of sums) expect(sum).toBeCloseTo(all.length / pictures.length, 10);
      }),
    );
  });

  it('balance the classes as scikit-learn does', () => {
    // compute_class_weight('balanced', classes=[0, 1], y=[0, 0, 0, 1]) of scikit-learn.
    expect(resolveClassWeights('balanced', classes, labels)).toEqual([4 / 6, 2]);
  });

  it.each([
    [{ Cat: 1 }, labels, 'there is no class "Cat"; the classes are Female, Male'],
    [{ Female: 0, Male: 0 }, labels, 'all classes weigh 0'],
    ['balanced' as const, [0, 0], '"balanced" has no weight for Male'],
  ])('%j of the labels %j are refused', (weights, pictures, words) => {
    const resolve = (): unknown => resolveClassWeights(weights, classes, pictures);
    expect(resolve).toThrow(words);
    expect(resolve).toThrow(expect.objectContaining({ code: 'CLASSIFIER_OPTIONS' }));
  });
});
