import { expect, test } from 'vitest';
import { clusterNumbers } from './cluster-numbers.js';

test('the same person has the same number, in either form of an accent', () => {
  const [first, second, third] = clusterNumbers(['Zo\u00e9', 'Ann', 'Zoe\u0301'])!;
  expect(third).toBe(first);
  expect(second).not.toBe(first);
});

test('whoever is not known is a person of their own', () => {
  expect(new Set(clusterNumbers([undefined, 'Ann', undefined, 'Ann'])).size).toBe(3);
});

test('where nobody is known there are no clusters', () => {
  expect(clusterNumbers([undefined, undefined])).toBeUndefined();
  expect(clusterNumbers([])).toBeUndefined();
});
