import { expect, test } from 'vitest';
import { topClasses } from './top-classes.js';

test('takes the most probable class of each row', () => {
  expect([...topClasses([0.1, 0.7, 0.2, 0.5, 0.2, 0.3], 3)]).toEqual([1, 0]);
});

test('takes the first class on a tie', () => {
  expect([...topClasses([0.5, 0.5, 0.2, 0.8], 2)]).toEqual([0, 1]);
});

test('serves logits as well, negative infinity included', () => {
  expect([...topClasses([-Infinity, -4], 2)]).toEqual([1]);
});

test('refuses NaN, naming the image', () => {
  expect(() => topClasses([0.5, 0.5, 0.5, NaN], 2)).toThrowError(/1 of image 1 is NaN/);
});

test('refuses a broken row', () => {
  expect(() => topClasses([0.5, 0.5, 1], 2)).toThrowError(/not whole rows/);
});
