import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration } from './format.js';

test.each([
  [0, '0 ms'],
  [0.0404, '40 ms'],
  [0.99951, '1 s'],
  [1.44, '1.4 s'],
  [9.96, '10 s'],
  [59.6, '1 min 0 s'],
  [100, '1 min 40 s'],
  [7500, '2 h 5 min'],
])('%d s is written %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [58_900_000, '58.9 MB'],
  [1.25e9, '1.3 GB'],
  [5e16, '50,000 TB'],
])('%d bytes are written %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('counts have their unit', () => {
  expect(formatCount(1200, 'images')).toBe('1,200 images');
  expect(formatCount(6.25, 'images')).toBe('6.3 images');
  expect(formatCount(2e6, 'bytes')).toBe('2 MB');
});

test.each([
  ['images', '1 image'],
  ['bytes', '1 byte'],
  ['broken pictures', '1 broken picture'],
  ['pictures without a face', '1 picture without a face'],
  ['pictures of persons', '1 picture of persons'],
])('one of the %s is written in the singular', (unit, text) => {
  expect(formatCount(1, unit)).toBe(text);
  expect(formatCount(2, unit)).toBe(`2 ${unit}`);
});
