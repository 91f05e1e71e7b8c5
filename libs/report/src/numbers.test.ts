import { describe, expect, test } from 'vitest';
import { decimals, percent, signed, signedSpan, span } from './numbers.js';

describe('numbers as texts', () => {
  test.each([
    [0, '0.0000', '0.0 %', '+0.0000'],
    [1, '1.0000', '100.0 %', '+1.0000'],
    [0.94114, '0.9411', '94.1 %', '+0.9411'],
    [0.00004, '0.0000', '0.0 %', '+0.0000'],
    [0.99996, '1.0000', '100.0 %', '+1.0000'],
    [1 / 3, '0.3333', '33.3 %', '+0.3333'],
    [12.5, '12.5000', '1250.0 %', '+12.5000'],
    [-0, '0.0000', '0.0 %', '+0.0000'],
  ])('%d is %s, %s and %s', (value, plain, ofHundred, withSign) => {
    const unbroken = ofHundred.replace(' ', '\u00a0');
    expect([decimals(value), percent(value), signed(value)]).toEqual([plain, unbroken, withSign]);
  });

  test('a difference below 0 has a minus sign as wide as the plus sign, no hyphen', () => {
    expect(signed(-0.0116)).toBe('\u22120.0116');
    expect(signedSpan({ low: -0.04, high: 0.03 })).toBe('\u22120.0400 … +0.0300');
  });

  test('what is no number is a dash, without a sign or a percent sign; ∞ is no dash', () => {
    expect([decimals(NaN), percent(NaN), signed(NaN)]).toEqual(['–', '–', '–']);
    expect([decimals(Infinity), signed(Infinity), signed(-Infinity)]).toEqual(['∞', '+∞', '−∞']);
  });

  test('an interval is its ends in the given format, none a dash', () => {
    expect(span({ low: 0, high: 1 })).toBe('0.0000–1.0000');
    expect(span({ low: 0.125, high: 0.5 }, percent)).toBe('12.5\u00a0%–50.0\u00a0%');
    expect([span(undefined), span(undefined, percent)]).toEqual(['–', '–']);
  });
});
