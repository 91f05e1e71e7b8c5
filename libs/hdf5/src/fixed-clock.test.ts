import { expect, it } from 'vitest';
import { withFixedClock } from './fixed-clock.js';

it('shows the same time to every call, and the real one afterwards', () => {
  const before = Date.now();
  const times = [withFixedClock(() => Date.now()), withFixedClock(() => Date.now())];
  expect(times[0]).toBe(times[1]);
  expect(times[0]).toBeLessThan(before);
  expect(Date.now()).toBeGreaterThanOrEqual(before);
});

it('goes on after an error, which passes through', () => {
  const before = Date.now();
  expect(() =>
    withFixedClock(() => {
      throw new RangeError('mine');
    }),
  ).toThrow(new RangeError('mine'));
  expect(Date.now()).toBeGreaterThanOrEqual(before);
});
