import { expect, it } from 'vitest';
import { requireKey } from './api-key.js';

it.each([
  ['Bearer open sesame', 'open', false],
  ['Bearer sesame', 'sesame', true],
  ['bearer  sesame ', 'sesame', true],
  ['Bearer sesam', 'sesame', false],
  ['Bearer Sesame', 'sesame', false],
  ['Basic sesame', 'sesame', false],
  ['sesame', 'sesame', false],
  ['Bearer', 'Bearer', false],
  ['', 'sesame', false],
  [undefined, 'none', false],
])('%o for the key %s: %s', (header, key, allowed) => {
  const asked = expect(() => {
    requireKey(header, key);
  });
  if (allowed) asked.not.toThrow();
  else asked.toThrowError(expect.objectContaining({ code: 'SERVER_KEY', status: 401 }));
});
