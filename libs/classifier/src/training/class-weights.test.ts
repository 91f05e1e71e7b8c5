import { describe, expect, it } from 'vitest';
import { resolveClassWeights } from './class-weights.js';

const classes = ['Female', 'Male'];
const labels = [0, 0, 0, 1];

describe('class weights', () => {
  it('come in the order of the classes, 1 where none is given', () => {
    expect(resolveClassWeights({ Male: 0.5 }, classes, labels)).toEqual([1, 0.5]);
    expect(resolveClassWeights(undefined, classes, labels)).toBeUndefined();
  });

  it('balance the classes as scikit-learn does', () => {
    // compute_class_weight('balanced', classes=[0, 1], y=[0, 0, 0, 1]) of scikit-learn.
    expect(resolveClassWeights('balanced', classes, labels)).toEqual([4 / 6, 2]);
  });

  it.each([
    [{ Cat: 1 }, labels, 'there is no class "Cat"; the classes are Female, Male'],
    [{ Male: -1 }, labels, 'the weight of Male is -1; it must be at least 0'],
    [{ Male: Infinity }, labels, 'the weight of Male is Infinity'],
    ['balanced' as const, [0, 0], '"balanced" has no weight for Male'],
  ])('%j of the labels %j are refused', (weights, given, words) => {
    const resolve = (): unknown => resolveClassWeights(weights, classes, given);
    expect(resolve).toThrow(words);
    expect(resolve).toThrow(expect.objectContaining({ code: 'CLASSIFIER_OPTIONS' }));
  });
});
