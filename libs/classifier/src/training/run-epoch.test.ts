import { expect, test } from 'vitest';
import { sparkline } from './run-epoch.js';

test.each([
  [[], ''],
  [[0.5], '▁'],
  [[0.5, 0.5], '▁▁'],
  [[0, 0.5, 1], '▁▅█'],
  [[0.9, 0.97, 0.93, 0.9], '▁█▄▁'],
])('%j is drawn as %s', (values, line) => {
  expect(sparkline(values)).toBe(line);
});

test('of many values the last twenty are drawn', () => {
  const values = Array.from({ length: 100 }, (_, index) => index);
  expect(sparkline(values)).toBe(sparkline(values.slice(80)));
  expect(sparkline(values)).toHaveLength(20);
});
