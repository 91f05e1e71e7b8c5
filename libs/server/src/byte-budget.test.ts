import { expect, it } from 'vitest';
import { ByteBudget } from './byte-budget.js';

it('takes what a request announces, and gives it back once', () => {
  const budget = new ByteBudget(100, 150);
  const giveBack = budget.take('100');
  expect(budget.taken).toBe(100);
  budget.take('50');
  giveBack();
  giveBack();
  expect(budget.taken).toBe(50);
  expect(() => budget.take('0')).not.toThrow();
});

it.each([
  [undefined, 'SERVER_LENGTH', 411, /send it with Content-Length/],
  ['', 'SERVER_REQUEST', 400, /whole number/],
  ['-1', 'SERVER_REQUEST', 400, /whole number/],
  ['1e2', 'SERVER_REQUEST', 400, /whole number/],
  ['101', 'SERVER_TOO_LARGE', 413, /^the request has 101 bytes, and 100 are allowed/],
  ['91', 'SERVER_BUSY', 503, /try again/],
])('refuses %o as %s', (announced, code, status, message) => {
  const budget = new ByteBudget(100, 150);
  budget.take('60');
  expect(() => budget.take(announced)).toThrowError(
    expect.objectContaining({ code, status, message: expect.stringMatching(message) as string }),
  );
  expect(budget.taken).toBe(60);
});
