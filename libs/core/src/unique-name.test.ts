import { expect, it } from 'vitest';
import { uniqueName } from './unique-name.js';

it('keeps a free name and numbers a taken one from the given number', () => {
  const taken = new Set(['dense', 'dense_1', 'dense_2']);
  const isTaken = (name: string): boolean => taken.has(name);
  expect(uniqueName('conv', isTaken)).toBe('conv');
  expect(uniqueName('dense', isTaken)).toBe('dense_3');
  expect(uniqueName('dense_1', isTaken, 2)).toBe('dense_1_2');
});
