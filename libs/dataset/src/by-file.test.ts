import { expect, test } from 'vitest';
import { byFile } from './by-file.js';

const [composed, decomposed] = ['a/Zo\u00e9.jpg', 'a/Zoe\u0301.jpg'];

test('finds a file whose name came back with its accents in the other form', () => {
  expect(byFile([[decomposed, 'p']])(composed)).toBe('p');
  expect(byFile([[composed, 'p']])(decomposed)).toBe('p');
  expect(byFile([[composed, 'p']])('a/Zoe.jpg')).toBeUndefined();
});

test('of two files whose names differ in that alone each has its own', () => {
  for (const names of [
    [composed, decomposed],
    [decomposed, composed],
  ]) {
    const find = byFile(names.map((name) => [name, name === composed ? 'p' : undefined]));
    expect([composed, decomposed].map(find)).toEqual(['p', undefined]);
  }
});
