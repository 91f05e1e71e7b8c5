import { expect, it } from 'vitest';
import { required } from './required.js';

it('hands on what is there, also what is empty', () => {
  expect(required('', 'a text')).toBe('');
  expect(required(0, 'a number')).toBe(0);
  expect(required(false, 'a flag')).toBe(false);
});

it('throws where nothing is there, naming what is missing', () => {
  expect(() => required(undefined, 'the SHA-256 of a.jpg')).toThrow(
    'the SHA-256 of a.jpg is missing',
  );
  expect(() => required(null, 'the label')).toThrow('the label is missing');
});
