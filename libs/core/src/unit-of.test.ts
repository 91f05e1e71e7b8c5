import { expect, it } from 'vitest';
import { unitOf } from './unit-of.js';

it.each([
  ['files', 'file'],
  ['broken pictures', 'broken picture'],
  ['pictures in which no face is found', 'picture in which no face is found'],
])('%s are so many, but one in the singular', (plural, singular) => {
  expect([0, 1, 1.5, 2].map((count) => unitOf(count, plural))).toEqual([
    plural,
    singular,
    plural,
    plural,
  ]);
});
