import { expect, it } from 'vitest';
import { ByteBudget } from './byte-budget.js';

it('takes what arrives of requests, and gives it back once', () => {
  const budget = new ByteBudget(100, 150);
  const first = budget.open('100');
  expect(budget.taken).toBe(0);
  first.receive(60);
  first.receive(40);
  const second = budget.open('50');
  second.receive(50);
  expect(budget.taken).toBe(150);
  first.giveBack();
  first.giveBack();
  expect(budget.taken).toBe(50);
  expect(() => budget.open('100')).not.toThrow();
});

it('has room for others beside any number of requests that announce much and send little', () => {
  const budget = new ByteBudget(100, 150);
  for (let sent = 0; sent < 40; sent += 1) budget.open('100').receive(1);
  expect(() => budget.open('100').receive(100)).not.toThrow();
  expect(budget.taken).toBe(140);
});

it('refuses what arrives where there is no room for it, and takes none of it', () => {
  const budget = new ByteBudget(100, 150);
  const shares = [budget.open('100'), budget.open('100')] as const;
  shares[0].receive(100);
  shares[1].receive(50);
  expect(() => {
    shares[1].receive(1);
  }).toThrowError(expect.objectContaining({ code: 'SERVER_BUSY', status: 503 }));
  shares[1].giveBack();
  expect(budget.taken).toBe(100);
});

it.each([
  [undefined, 'SERVER_LENGTH', 411, /send it with Content-Length/],
  ['', 'SERVER_REQUEST', 400, /whole number/],
  ['-1', 'SERVER_REQUEST', 400, /whole number/],
  ['1e2', 'SERVER_REQUEST', 400, /whole number/],
  ['101', 'SERVER_TOO_LARGE', 413, /^the request has 101 bytes, and 100 are allowed/],
  ['91', 'SERVER_BUSY', 503, /try again/],
])('refuses %o as %s before it is received', (announced, code, status, message) => {
  const budget = new ByteBudget(100, 150);
  budget.open('60').receive(60);
  expect(() => budget.open(announced)).toThrowError(
    expect.objectContaining({ code, status, message: expect.stringMatching(message) as string }),
  );
  expect(budget.taken).toBe(60);
});
